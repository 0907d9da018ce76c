/**
 * HTTP itself, below all that is Kymata's: what a request must look like, and how bodies are
 * compressed and inflated (ADR 22).
 *
 * <p>Everything may import it. Invariant: nothing here knows who calls or what an address is for.
 */
package org.kymata.http;
