/**
 * The REST door: JAX-RS resources that translate and hand on.
 *
 * <p>Nobody imports it. Invariant: who may call was decided before, by the access filter.
 */
package org.kymata.doors.rest;
