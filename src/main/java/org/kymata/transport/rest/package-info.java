/**
 * The REST door: JAX-RS resources that translate and hand on.
 *
 * <p>Nobody imports it. Invariant: who may call was decided before, by the access filter, and is
 * checked again where each method says {@link org.kymata.security.RequiresAccess}.
 */
package org.kymata.transport.rest;
