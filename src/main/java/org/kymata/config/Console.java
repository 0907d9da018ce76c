package org.kymata.config;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Prints for the person who started the server. */
public final class Console {

  private Console() {}

  /**
   * Prints one line on the real standard output. Payara Server redirects {@code System.out} into
   * its log, which is not visible at the start and keeps what must be shown only once.
   */
  public static void println(String line) {
    @SuppressWarnings("resource")
    PrintStream out =
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    out.println(line);
  }
}
