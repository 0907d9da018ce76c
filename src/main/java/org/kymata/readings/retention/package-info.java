/** What is kept for how long, and when the store has itself measured and cleaned. */
package org.kymata.readings.retention;
