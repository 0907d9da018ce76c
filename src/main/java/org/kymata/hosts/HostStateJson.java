package org.kymata.hosts;

import jakarta.json.stream.JsonGenerator;

/** A host as it is written in JSON (docs/protocol.md). */
public final class HostStateJson {

  private HostStateJson() {}

  /**
   * What people are told who may not bring hosts; which of the reasons it is would map a network.
   */
  static final String NOT_CONNECTED = "the hub is not connected to it; an operator sees why";

  /**
   * Writes the members of a host, without its picture, into the object that is open.
   *
   * @param isOperator whether the one who reads it may see why there is no connection
   */
  public static void writeMembers(JsonGenerator json, Host host, String name, boolean isOperator) {
    json.write("id", host.id().value())
        .write("name", name)
        .write("way", host.connectionMode().wireName());
    write(json, "address", host.address());
    json.write("state", host.state().wireName());
    write(json, "error", isOperator || host.error() == null ? host.error() : NOT_CONNECTED);
    json.write("since", host.sinceMillis());
    if (host.retryAtMillis() > 0) {
      json.write("retryAt", host.retryAtMillis());
    }
    if (host.connectionMode() != ConnectionMode.KYMATA) {
      // How often that machine is sampled is set there.
      json.write("intervalMillis", host.intervalMillis());
    }
    json.write("running", host.running());
    write(json, "agent", host.agent());
    json.write("dropped", host.dropped()).write("refused", host.refused());
  }

  private static void write(JsonGenerator json, String name, String text) {
    if (text != null) {
      json.write(name, text);
    }
  }
}
