/**
 * The REST transport: JAX-RS resources that translate requests and call the features.
 *
 * <p>No other package imports it. Invariant: the access filter has already decided whether the
 * caller may call, and each method's {@link org.kymata.security.RequiresAccess} checks it again.
 */
package org.kymata.transport.rest;
