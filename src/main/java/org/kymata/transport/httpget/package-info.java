/**
 * The HTTP GET transport: one reading in the address of a request, for the simplest clients.
 *
 * <p>No other package imports it. Invariant: it keeps nothing from a sender that is not adopted,
 * and replies with nothing but the result of the request.
 */
package org.kymata.transport.httpget;
