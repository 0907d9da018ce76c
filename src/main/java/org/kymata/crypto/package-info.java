/** Secrets: random ones, their hashes, and comparing without telling by time. */
package org.kymata.crypto;
