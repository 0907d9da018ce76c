import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** What is asked for: the lines {@code key=value} of an adapter, and options that win over them. */
final class Options {

  private final Map<String, String> values = new LinkedHashMap<>();

  /**
   * Reads {@code --adapter FILE} and {@code --key value} from an index on.
   *
   * @throws IllegalArgumentException an option without a value, or a line that is none
   */
  static Options read(String[] args, int from) throws IOException {
    Options options = new Options();
    for (int i = from; i < args.length; i += 2) {
      if (!args[i].startsWith("--") || i + 1 == args.length) {
        throw new IllegalArgumentException("an option must be --name value, but is " + args[i]);
      }
      if (args[i].equals("--adapter")) {
        options.load(Path.of(args[i + 1]));
      } else {
        options.values.put(args[i].substring(2), args[i + 1]);
      }
    }
    return options;
  }

  private void load(Path adapter) throws IOException {
    for (String line : Files.readAllLines(adapter, UTF_8)) {
      int equals = line.indexOf('=');
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      if (equals < 0) {
        throw new IllegalArgumentException(adapter + ": a line must be key=value, but is " + line);
      }
      values.putIfAbsent(line.substring(0, equals).strip(), line.substring(equals + 1).strip());
    }
  }

  /** The same, with one value of its own. */
  Options with(String key, String value) {
    Options changed = new Options();
    changed.values.putAll(values);
    changed.values.put(key, value);
    return changed;
  }

  boolean has(String key) {
    return values.containsKey(key);
  }

  String text(String key, String otherwise) {
    return values.getOrDefault(key, otherwise);
  }

  /** A list of words split by commas; empty when there is none. */
  String[] words(String key) {
    String all = text(key, "");
    return all.isEmpty() ? new String[0] : all.split(",");
  }

  double number(String key, double otherwise) {
    return has(key) ? Double.parseDouble(values.get(key)) : otherwise;
  }

  int whole(String key, int otherwise) {
    return has(key) ? Integer.parseInt(values.get(key)) : otherwise;
  }
}
