/**
 * TLS without a proxy (ADR 29): the hub's certificate, provided by its owner or issued by a local
 * certificate authority, and the TLS policy of every encrypted connection.
 *
 * <p>{@code ./run} calls {@link org.kymata.tls.PrepareTls} before the server starts; transports get
 * the result from {@link org.kymata.tls.ServerTls}. Imports {@code config}, {@code health} and
 * {@code time} only. Invariant: a private key never leaves the data directory, where only its owner
 * can read it.
 */
package org.kymata.tls;
