/** What the ways of readings need of a store, whatever keeps them. */
package org.kymata.readings.store;
