package org.kymata.hostmetrics;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kymata.text.Texts;

/** A process's command line as people may see it: without secrets, short, on one line. */
final class CommandLine {
  /** The most characters shown. */
  static final int MAX_LENGTH = 256;

  /** The kernel's own limit of what is read; what lies across it may be half a secret. */
  private static final int MAX_READ_BYTES = 4096;

  private CommandLine() {}

  /**
   * What to show of {@code /proc/[pid]/cmdline}, see proc_pid_cmdline(5).
   *
   * @param bytes arguments, each ended by a NUL; at most {@value #MAX_READ_BYTES}
   * @return absent when there are none, as of the kernel's own threads
   */
  static Optional<String> redacted(byte[] bytes) {
    List<String> arguments = new ArrayList<>();
    int start = 0;
    for (int i = 0; i <= bytes.length; i++) {
      boolean end = i == bytes.length;
      if (end || bytes[i] == 0) {
        // An argument that was cut off may have lost what shows that it is a secret.
        if (i > start && !(end && bytes.length >= MAX_READ_BYTES)) {
          arguments.add(new String(bytes, start, i - start, StandardCharsets.UTF_8));
        }
        start = i + 1;
      }
    }
    return redacted(arguments);
  }

  /** What to show of arguments, the program's name first; absent when there are none. */
  static Optional<String> redacted(List<String> arguments) {
    String line =
        String.join(" ", ArgumentRedactor.redact(arguments)).replaceAll("\\p{Cntrl}", " ");
    return Optional.of(cut(line.strip())).filter(text -> !text.isEmpty());
  }

  private static String cut(String line) {
    if (line.length() <= MAX_LENGTH) {
      return line;
    }
    String start = line.substring(0, MAX_LENGTH);
    return Texts.isWellFormed(start) ? start : line.substring(0, MAX_LENGTH - 1);
  }
}
