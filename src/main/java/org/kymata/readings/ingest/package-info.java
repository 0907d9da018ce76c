/**
 * The way of readings in: a transport submits a {@link org.kymata.readings.ingest.ReadingBatch},
 * {@link org.kymata.readings.ingest.IngestService} commits it with those of others, and {@link
 * org.kymata.readings.ingest.CommitPublisher} tells of it after the commit. What is rejected or
 * shed is counted.
 */
package org.kymata.readings.ingest;
