/**
 * Work-arounds for Payara, Grizzly and Tyrus, one class each with its ADR. No other package reaches
 * their internals.
 */
package org.kymata.server;
