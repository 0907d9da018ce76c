/** Retention: drops old days, saves units and measures the store at intervals. */
package org.kymata.readings.retention;
