package org.kymata.transport;

import org.kymata.json.JsonNumbers;
import org.kymata.messages.LoggedMessage;
import org.kymata.messages.MessageLog;
import org.kymata.readings.Reading;
import org.kymata.readings.ingest.ReadingBatch;
import org.kymata.readings.ingest.RejectedReading;

/**
 * Entries of the message log for JSON messages of readings: the raw JSON and the decoded readings.
 */
public final class LoggedReadings {

  private LoggedReadings() {}

  /** The log entry of a message with its accepted and rejected readings. */
  public static MessageLog.Content of(String raw, ReadingBatch batch) {
    StringBuilder decoded = new StringBuilder();
    for (Reading reading : batch.accepted()) {
      if (decoded.length() > LoggedMessage.MAX_TEXT) {
        break;
      }
      decoded.append(decoded.isEmpty() ? "" : "\n");
      decoded.append(reading.series().metric()).append(" = ");
      if (reading.series().isText()) {
        decoded.append(reading.text());
      } else {
        decoded.append(JsonNumbers.text(reading.number()));
        String unit = reading.series().unit();
        decoded.append(unit == null ? "" : " " + unit);
      }
    }
    return new MessageLog.Content(raw, decoded.toString(), firstRejection(batch));
  }

  private static String firstRejection(ReadingBatch batch) {
    if (batch.rejected().isEmpty()) {
      return null;
    }
    RejectedReading first = batch.rejected().get(0);
    int others = batch.rejected().size() - 1;
    String position =
        batch.rejected().size() + batch.accepted().size() > 1
            ? "reading " + first.index() + ": "
            : "";
    return position + first.reason() + (others == 0 ? "" : " (and " + others + " more)");
  }
}
