/**
 * Takes readings: a transport submits a {@link org.kymata.readings.ingest.ReadingBatch}, {@link
 * org.kymata.readings.ingest.IngestService} commits it together with others, and {@link
 * org.kymata.readings.ingest.CommitPublisher} publishes it after the commit. Rejected and
 * rate-limited readings are counted.
 */
package org.kymata.readings.ingest;
