package org.kymata.readings.store.questdb;

import io.questdb.cairo.CairoException;
import java.io.IOException;

/** Describes a failed write by the cause that a person can fix. */
public final class WriteFailures {

  private static final int NO_SPACE = 28;
  private static final int READ_ONLY = 30;

  private WriteFailures() {}

  /** Why readings cannot be stored, in a few words. */
  public static String describe(Throwable cause) {
    for (Throwable each = cause; each != null; each = each.getCause()) {
      if (each instanceof CairoException cairo) {
        return switch (cairo.getErrno()) {
          case NO_SPACE -> "no space is left on the disk";
          case READ_ONLY -> "the disk became read-only";
          default -> "the store of readings failed";
        };
      }
      String message = each instanceof IOException ? String.valueOf(each.getMessage()) : "";
      if (message.contains("No space left")) {
        return "no space is left on the disk";
      }
      if (message.contains("Read-only file system")) {
        return "the disk became read-only";
      }
    }
    return "the store of readings failed";
  }
}
