/**
 * Limits of connections: how many one client may have, and one memory budget for all of them and
 * their unfinished input (ADR 24). Knows no protocol; every transport reports its connections here.
 */
package org.kymata.connections;
