package org.kymata.transport.rest;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.kymata.json.JsonNumbers;
import org.kymata.readings.Series;
import org.kymata.readings.history.History;
import org.kymata.transport.rest.ReadingsResource.HistoryQuery;

/**
 * Writes history as CSV (RFC 4180): one line a reading, one metric after the other, oldest first.
 */
final class HistoryCsv {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  // Full-width and mathematical forms too: East Asian spreadsheets read them as the plain ones.
  private static final String FORMULA_SIGNS = "=+-@\t\r＝＋－＠﹦﹢﹣﹫−";

  private HistoryCsv() {}

  static void write(OutputStream out, History history, HistoryQuery span) throws IOException {
    Writer csv = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), 1 << 16);
    csv.write("time,node,metric,value,unit\n");
    try {
      for (Series series : span.series()) {
        CsvPointWriter lines = new CsvPointWriter(csv, span.node().name(), series);
        history.export(series, span.fromMillis(), span.toMillis(), lines);
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    csv.flush();
  }

  private record CsvPointWriter(Writer csv, String node, Series series)
      implements History.PointConsumer {
    @Override
    public void begin(long count, long bucketMillis) {}

    @Override
    public void number(long timeMillis, double value) {
      line(timeMillis, JsonNumbers.text(value));
    }

    @Override
    public void text(long timeMillis, String value) {
      line(timeMillis, field(value));
    }

    @Override
    public void bucket(long startMillis, double min, double max, double mean, long count) {
      throw new IllegalStateException("an export has no buckets");
    }

    private void line(long timeMillis, String value) {
      try {
        TIME.formatTo(Instant.ofEpochMilli(timeMillis), csv);
        csv.append(',').append(field(node)).append(',');
        csv.append(field(series.metric())).append(',');
        csv.append(value).append(',');
        csv.append(series.unit() == null ? "" : field(series.unit())).append('\n');
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /**
   * Encodes a text as a field. A text that a spreadsheet would run as a formula gets an apostrophe
   * in front, since a node must not be able to attack the reader of an export (OWASP, CSV
   * injection). So does one with blanks, quotes or control characters before such a sign, which
   * some programs skip. Numbers do not pass through here.
   */
  static String field(String text) {
    String safe = isFormula(text) ? "'" + text : text;
    boolean plain =
        safe.chars().noneMatch(c -> c == ',' || c == ';' || c == '"' || Character.isISOControl(c));
    return plain ? safe : '"' + safe.replace("\"", "\"\"") + '"';
  }

  private static boolean isFormula(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (FORMULA_SIGNS.indexOf(c) >= 0) {
        return true;
      }
      boolean skipped =
          Character.isWhitespace(c)
              || Character.isSpaceChar(c)
              || Character.getType(c) == Character.FORMAT
              || Character.isISOControl(c)
              || c == '"'
              || c == '\'';
      if (!skipped) {
        return false;
      }
    }
    return false;
  }
}
