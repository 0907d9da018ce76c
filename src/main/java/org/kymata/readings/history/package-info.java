/**
 * Reads readings: latest values, points and buckets of a range, and the backlog of a client that
 * reconnects. Writes nothing.
 */
package org.kymata.readings.history;
