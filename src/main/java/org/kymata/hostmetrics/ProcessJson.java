package org.kymata.hostmetrics;

import jakarta.json.stream.JsonGenerator;

/** Encodes processes as the JSON of {@code docs/protocol.md}. */
public final class ProcessJson {

  private ProcessJson() {}

  /**
   * Writes them as members of the current object.
   *
   * @param withCommands whether the reader may see command lines
   */
  public static void write(JsonGenerator json, ProcessList list, boolean withCommands) {
    json.write("time", list.timeMillis()).write("total", list.total());
    json.writeStartArray("processes");
    for (ProcessList.Row row : list.processes()) {
      json.writeStartObject()
          .write("pid", row.pid())
          .write("name", row.name())
          .write("user", row.user())
          .write("state", row.state());
      row.cpuPercent().ifPresent(percent -> json.write("cpuPercent", percent));
      json.write("memoryBytes", row.memoryBytes())
          .write("threads", row.threads())
          .write("startTime", row.startMillis());
      if (withCommands) {
        row.command().ifPresent(command -> json.write("command", command));
      }
      json.writeEnd();
    }
    json.writeEnd();
  }
}
