package org.kymata.hostmetrics;

import java.io.File;
import oshi.SystemInfo;
import oshi.spi.SystemInfoProvider;

/**
 * What samplers ask.
 *
 * @param kernel Linux's own files: read without a program started and without a walk over all
 *     processes, both of which OSHI does for some families
 * @param oshi for all other systems
 * @param isLinux which of the two to ask
 */
record SystemSources(ProcFs procFs, SystemInfoProvider oshi, boolean isLinux) {
  private static final System.Logger LOG = System.getLogger(SystemSources.class.getName());

  /** The machine that this runs on. */
  static SystemSources current() {
    ProcFs kernel = new ProcFs(new File("/"));
    return new SystemSources(kernel, oshiHere(), kernel.isAvailable());
  }

  /** OSHI with native calls, or without where they are not allowed (a temporary folder noexec). */
  private static SystemInfoProvider oshiHere() {
    SystemInfo machine = new SystemInfo();
    try {
      machine.getHardware().getProcessor();
      return machine;
    } catch (RuntimeException | LinkageError e) {
      SystemInfoProvider withoutNative = new oshi.nativefree.SystemInfo();
      if (!withoutNative.isAvailable()) {
        return machine;
      }
      LOG.log(System.Logger.Level.INFO, "Native calls are not possible here: {0}", e.toString());
      return withoutNative;
    }
  }
}
