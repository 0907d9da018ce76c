package org.kymata.hostmetrics;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.UserPrincipal;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Finds the user of a process; looks each name up once in ten minutes. Not thread-safe. */
final class UserNames {
  private static final long KEPT_NANOS = TimeUnit.MINUTES.toNanos(10);
  private static final int MAX_USERS = 4096;

  private final Map<Integer, String> names = new HashMap<>();
  private long clearedNanos;

  /** The user that owns this folder of {@code /proc}; empty when it is gone. */
  String of(File folder, long nowNanos) {
    if (nowNanos - clearedNanos >= KEPT_NANOS || names.size() > MAX_USERS) {
      names.clear();
      clearedNanos = nowNanos;
    }
    try {
      int number = (Integer) Files.getAttribute(folder.toPath(), "unix:uid");
      String name = names.get(number);
      if (name == null) {
        UserPrincipal owner = Files.getOwner(folder.toPath());
        name = owner.getName();
        names.put(number, name);
      }
      return name;
    } catch (IOException e) {
      return "";
    }
  }
}
