/**
 * The transports: each decodes bytes into readings, submits them to ingest, sends replies and
 * delivers commands.
 *
 * <p>No other package imports it. Invariant: all transports share the same validation, limits and
 * error texts, which are in {@code nodes}, {@code readings} and {@code commands}.
 */
package org.kymata.transport;
