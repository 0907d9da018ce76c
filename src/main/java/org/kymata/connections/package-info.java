/**
 * What connections may cost: how many one client may have, and one budget of memory for all of them
 * and for the input that they began and did not finish (ADR 24). Knows no protocol; every transport
 * reports its connections here.
 */
package org.kymata.connections;
