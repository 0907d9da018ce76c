/**
 * Work-arounds for Payara, Grizzly and Tyrus, one class each with its ADR; only here are their
 * internals reached.
 */
package org.kymata.server;
