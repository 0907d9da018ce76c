import java.util.Locale;
import java.util.StringJoiner;

/** A line of JSON, the only thing that a run prints to its standard output. */
final class Report {

  private final StringJoiner members = new StringJoiner(", ", "{", "}");

  void put(String name, double value) {
    members.add(String.format(Locale.ROOT, "\"%s\": %.3f", name, value));
  }

  void put(String name, long value) {
    members.add("\"" + name + "\": " + value);
  }

  void put(String name, long[] values) {
    members.add("\"" + name + "\": " + java.util.Arrays.toString(values));
  }

  void putText(String name, String value) {
    String safe = value.replace("\\", "\\\\").replace("\"", "'").replaceAll("\\p{Cntrl}", " ");
    members.add("\"" + name + "\": \"" + safe + "\"");
  }

  @Override
  public String toString() {
    return members.toString();
  }
}
