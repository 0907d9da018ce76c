package org.kymata.hostmetrics;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.File;

/**
 * The processes of this machine, read only when a person looks at them. On Linux it reads {@code
 * /proc} itself, since OSHI reads five files a process; elsewhere it uses OSHI. Thread-safe.
 */
@ApplicationScoped
public class LocalProcesses {

  private ProcessTable table;
  private OshiProcessTable oshiTable;

  /**
   * Lists the processes; calls within a short time share one reading. CPU usage is measured since
   * the previous reading, so it is absent from the first one and from one more than 10 s later.
   *
   * @param all whether to return the complete table, at most 4,096, or only the top 20 by CPU and
   *     by memory
   * @param withCommands whether to read command lines; their secrets are removed
   */
  public synchronized ProcessList list(boolean all, boolean withCommands) {
    if (table == null && oshiTable == null) {
      ProcFs procFs = new ProcFs(new File("/"));
      table = procFs.isAvailable() ? new ProcessTable(procFs) : null;
      oshiTable =
          procFs.isAvailable() ? null : new OshiProcessTable(SystemSources.current().oshi());
    }
    return table != null ? table.list(all, withCommands) : oshiTable.list(all, withCommands);
  }
}
