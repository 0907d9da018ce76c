/**
 * The GET door: readings in the address of a request, for the smallest of clients.
 *
 * <p>Nobody imports it. Invariant: nothing of a sender that is not adopted is kept, and nothing of
 * the hub is told to anybody.
 */
package org.kymata.transport.httpget;
