/**
 * End-to-end tests of the complete application: a real server process, a real browser, real kills.
 * Every test waits for a condition, never for a time; nothing that it starts outlives it.
 */
package org.kymata.e2e;
