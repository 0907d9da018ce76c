package org.kymata.vitals;

import java.io.File;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
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
record Machine(Kernel kernel, SystemInfoProvider oshi, boolean isLinux) {
  private static final System.Logger LOG = System.getLogger(Machine.class.getName());
  private static final String AUXILIARY_VECTOR = "proc/self/auxv";
  private static final long PAGE_SIZE_KEY = 6;
  private static final int USUAL_PAGE_BYTES = 4096;

  /** The machine that this runs on. */
  static Machine here() {
    Kernel kernel = new Kernel(new File("/"));
    return new Machine(kernel, oshiHere(), kernel.file("proc/stat").canRead());
  }

  /** Bytes of a page of memory: 4,096, or 16,384 on a Raspberry Pi 5. See getauxval(3). */
  int pageBytes() {
    byte[] vector = kernel.bytes(AUXILIARY_VECTOR, 4096).orElse(new byte[0]);
    boolean wide = !"32".equals(System.getProperty("sun.arch.data.model"));
    ByteBuffer words = ByteBuffer.wrap(vector).order(ByteOrder.nativeOrder());
    while (words.remaining() >= (wide ? 16 : 8)) {
      long key = wide ? words.getLong() : words.getInt();
      long value = wide ? words.getLong() : words.getInt();
      if (key == PAGE_SIZE_KEY && value > 0) {
        return (int) value;
      }
    }
    return USUAL_PAGE_BYTES;
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
