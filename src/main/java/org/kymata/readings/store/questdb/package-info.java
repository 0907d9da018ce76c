/**
 * The embedded store: QuestDB's tables, a journal before them, and the repair after a power
 * failure. Only this package uses QuestDB and {@code Unsafe}.
 */
package org.kymata.readings.store.questdb;
