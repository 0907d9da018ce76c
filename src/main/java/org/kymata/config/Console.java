package org.kymata.config;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** Speaks to the person who started the server. */
public final class Console {

  private Console() {}

  /**
   * Prints one line on the real standard output. A Payara Server redirects {@code System.out} into
   * its log, which nobody watches at start and which keeps what should be seen once.
   */
  public static void println(String line) {
    @SuppressWarnings("resource")
    PrintStream out =
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    out.println(line);
  }
}
