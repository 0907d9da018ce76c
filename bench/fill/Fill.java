import io.questdb.cairo.CairoEngine;
import io.questdb.cairo.DefaultCairoConfiguration;
import io.questdb.cairo.TableWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Puts a reading of each second into the store of a hub that is stopped, for each of some series:
 *
 * <pre>Fill TELEMETRY-DIRECTORY FILE-WITH-SERIES END-EPOCH-SECONDS SECONDS</pre>
 *
 * They are stored 2 ms after their time, second by second, as the intake stores what comes in time.
 */
public final class Fill {

  private static final int SERIES = 1;
  private static final int TIME = 2;
  private static final int VALUE = 3;
  private static final long MICROS = 1_000_000;
  private static final long STORED_AFTER = 2_000;
  private static final int COMMIT_ROWS = 500_000;

  private Fill() {}

  public static void main(String[] args) throws Exception {
    List<String> series = Files.readAllLines(Path.of(args[1]));
    long end = Long.parseLong(args[2]);
    long seconds = Long.parseLong(args[3]);
    try (CairoEngine engine = new CairoEngine(new DefaultCairoConfiguration(args[0]));
        TableWriter writer = engine.getWriter(engine.verifyTableName("readings"), "fill")) {
      long waiting = 0;
      for (long second = end - seconds; second < end; second++) {
        for (int i = 0; i < series.size(); i++) {
          TableWriter.Row row = writer.newRow(second * MICROS + STORED_AFTER);
          row.putSym(SERIES, series.get(i));
          row.putTimestamp(TIME, second * MICROS);
          row.putDouble(VALUE, value(second, i));
          row.append();
        }
        waiting += series.size();
        if (waiting >= COMMIT_ROWS) {
          writer.commit();
          waiting = 0;
        }
      }
      writer.commit();
    }
    System.exit(0);
  }

  /** A day's wave and a little noise, in tenths, as a thermometer has it. */
  private static double value(long second, int series) {
    double wave = 20 + 5 * Math.sin(second * 2 * Math.PI / 86_400 + series);
    long noise = (second * 2_654_435_761L + series * 40_503L >>> 7) % 7;
    return Math.round(10 * wave + noise) / 10.0;
  }
}
