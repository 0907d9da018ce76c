/**
 * The whole application, as a person or a node meets it: a real server process, a real browser,
 * real kills. Every test waits for a condition, never for a time; nothing it starts outlives it.
 */
package org.kymata.e2e;
