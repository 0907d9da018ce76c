/** What ingest and history need of a store, independent of its implementation. */
package org.kymata.readings.store;
