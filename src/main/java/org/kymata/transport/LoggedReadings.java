package org.kymata.transport;

import org.kymata.json.JsonNumbers;
import org.kymata.messages.LoggedMessage;
import org.kymata.messages.MessageLog;
import org.kymata.readings.Reading;
import org.kymata.readings.ingest.ReadingBatch;
import org.kymata.readings.ingest.RejectedReading;

/** Messages of readings in JSON as the X-ray shows them: beside the JSON, what was understood. */
public final class LoggedReadings {

  private LoggedReadings() {}

  /** A message that held readings, good and bad ones. */
  public static MessageLog.Content of(String raw, ReadingBatch submission) {
    StringBuilder understood = new StringBuilder();
    for (Reading reading : submission.accepted()) {
      if (understood.length() > LoggedMessage.MAX_TEXT) {
        break;
      }
      understood.append(understood.isEmpty() ? "" : "\n");
      understood.append(reading.series().metric()).append(" = ");
      if (reading.series().isText()) {
        understood.append(reading.text());
      } else {
        understood.append(JsonNumbers.text(reading.number()));
        String unit = reading.series().unit();
        understood.append(unit == null ? "" : " " + unit);
      }
    }
    return new MessageLog.Content(raw, understood.toString(), firstRejection(submission));
  }

  private static String firstRejection(ReadingBatch submission) {
    if (submission.rejected().isEmpty()) {
      return null;
    }
    RejectedReading first = submission.rejected().get(0);
    int others = submission.rejected().size() - 1;
    String place =
        submission.rejected().size() + submission.accepted().size() > 1
            ? "reading " + first.index() + ": "
            : "";
    return place + first.reason() + (others == 0 ? "" : " (and " + others + " more)");
  }
}
