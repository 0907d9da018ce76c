/**
 * The embedded store: QuestDB's tables, a journal before them, and the repair of what a power cut
 * left. All use of QuestDB and of {@code Unsafe} belongs here.
 */
package org.kymata.readings.store.questdb;
