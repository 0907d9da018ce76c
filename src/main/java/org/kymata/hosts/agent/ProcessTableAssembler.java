package org.kymata.hosts.agent;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kymata.hostmetrics.ProcessList;

/** Joins the lines of a table of processes that is too long for one. One thread only. */
final class ProcessTableAssembler {

  private final List<ProcessList.Row> rows = new ArrayList<>();
  private long timeMillis;

  /** Takes a line; returns the whole table when it is the last of one. */
  Optional<ProcessList> append(AgentMessage.ProcessTablePart line) {
    ProcessList part = line.processes();
    if (part.timeMillis() != timeMillis) {
      // Another look: the rest of the one before will not come any more.
      rows.clear();
      timeMillis = part.timeMillis();
    }
    int room = ProcessListReader.MAX_PROCESSES - rows.size();
    rows.addAll(part.processes().subList(0, Math.min(room, part.processes().size())));
    if (line.more()) {
      return Optional.empty();
    }
    ProcessList whole = new ProcessList(timeMillis, part.total(), rows);
    rows.clear();
    return Optional.of(whole);
  }
}
