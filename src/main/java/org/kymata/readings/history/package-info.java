/**
 * The way of readings out: latest values, points and buckets of a span, and the backlog of a client
 * that comes back. It only reads.
 */
package org.kymata.readings.history;
