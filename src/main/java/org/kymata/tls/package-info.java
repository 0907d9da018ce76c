/**
 * TLS without a proxy (ADR 29): the certificate that this hub shows, given by its owner or made for
 * this machine by a local authority of its own, and the rules of every encrypted connection.
 *
 * <p>{@code ./run} calls {@link org.kymata.tls.PrepareTls} before the server starts; transports
 * take the result from {@link org.kymata.tls.ServerTls}. Imports the platform only. Invariant: a
 * private key never leaves the data directory, where only its owner reads it.
 */
package org.kymata.tls;
