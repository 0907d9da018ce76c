package org.kymata.hosts.agent;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kymata.hostmetrics.ProcessList;

/** Joins the parts of a process table that is too long for one line. Not thread-safe. */
final class ProcessTableAssembler {

  private final List<ProcessList.Row> rows = new ArrayList<>();
  private long timeMillis;

  /** Adds a part; returns the complete table after its last part. */
  Optional<ProcessList> append(AgentMessage.ProcessTablePart line) {
    ProcessList part = line.processes();
    if (part.timeMillis() != timeMillis) {
      // A new table begins; the rest of the old one will not arrive.
      rows.clear();
      timeMillis = part.timeMillis();
    }
    int room = ProcessListReader.MAX_PROCESSES - rows.size();
    rows.addAll(part.processes().subList(0, Math.min(room, part.processes().size())));
    if (line.more()) {
      return Optional.empty();
    }
    ProcessList complete = new ProcessList(timeMillis, part.total(), rows);
    rows.clear();
    return Optional.of(complete);
  }
}
