/**
 * HTTP itself: validation of requests, compression and decompression of bodies, text and problem
 * responses (ADR 22).
 *
 * <p>Everything may import it. Invariant: nothing here knows callers or features.
 */
package org.kymata.http;
