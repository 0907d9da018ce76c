package org.kymata.hostmetrics;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.File;

/**
 * The processes of this machine, read only while somebody looks; on Linux by its own files, since
 * OSHI reads five of each process, elsewhere by OSHI. Thread-safe.
 */
@ApplicationScoped
public class LocalProcesses {

  private ProcessTable table;
  private OshiProcessTable oshiTable;

  /**
   * Looks, unless somebody else has just looked. Use of the processor is measured since the look
   * before, so the first look has none, and neither has one that comes more than 10 s later.
   *
   * @param all whether to show the whole table, at most 4,096, or the 20 busiest and the 20 largest
   * @param withCommands whether to read command lines; secrets in them are blanked
   */
  public synchronized ProcessList list(boolean all, boolean withCommands) {
    if (table == null && oshiTable == null) {
      ProcFs kernel = new ProcFs(new File("/"));
      table = kernel.isAvailable() ? new ProcessTable(kernel) : null;
      oshiTable =
          kernel.isAvailable() ? null : new OshiProcessTable(SystemSources.current().oshi());
    }
    return table != null ? table.list(all, withCommands) : oshiTable.list(all, withCommands);
  }
}
