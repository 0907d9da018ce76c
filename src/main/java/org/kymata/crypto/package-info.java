/** Secrets: random values, and the hashes under which they are stored. */
package org.kymata.crypto;
