package org.kymata.hostmetrics;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kymata.text.Texts;

/** A process's command line as users may see it: without secrets, short, on one line. */
final class CommandLine {
  /** The longest command line shown, in characters. */
  static final int MAX_LENGTH = 256;

  /** The limit of the bytes read; an argument across it may be half a secret. */
  private static final int MAX_READ_BYTES = 4096;

  private CommandLine() {}

  /**
   * Formats {@code /proc/[pid]/cmdline}, see proc_pid_cmdline(5).
   *
   * @param bytes arguments, each ended by a NUL; at most {@value #MAX_READ_BYTES}
   * @return absent when there are none, as for kernel threads
   */
  static Optional<String> redacted(byte[] bytes) {
    List<String> arguments = new ArrayList<>();
    int start = 0;
    for (int i = 0; i <= bytes.length; i++) {
      boolean end = i == bytes.length;
      if (end || bytes[i] == 0) {
        // An argument that was cut off may have lost the part that marks it as a secret.
        if (i > start && !(end && bytes.length >= MAX_READ_BYTES)) {
          arguments.add(new String(bytes, start, i - start, StandardCharsets.UTF_8));
        }
        start = i + 1;
      }
    }
    return redacted(arguments);
  }

  /** Formats arguments, the program's name first; absent when there are none. */
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
