package org.kymata.hostmetrics;

import java.io.File;
import oshi.SystemInfo;
import oshi.spi.SystemInfoProvider;

/**
 * The sources of the samplers.
 *
 * @param procFs Linux's own files: reading them starts no program and does not walk over all
 *     processes, which OSHI does for some families
 * @param oshi for all other systems
 * @param isLinux which of the two to use
 */
record SystemSources(ProcFs procFs, SystemInfoProvider oshi, boolean isLinux) {
  private static final System.Logger LOG = System.getLogger(SystemSources.class.getName());

  /** The sources of this machine. */
  static SystemSources current() {
    ProcFs linuxFiles = new ProcFs(new File("/"));
    return new SystemSources(linuxFiles, oshiHere(), linuxFiles.isAvailable());
  }

  /**
   * OSHI with native calls, or without where they are not possible (a temporary folder with
   * noexec).
   */
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
