package org.kymata.hosts;

import jakarta.json.stream.JsonGenerator;

/** Encodes a host as JSON (docs/protocol.md). */
public final class HostStateJson {

  private HostStateJson() {}

  /** The error that users below operator see; the exact cause would reveal the network. */
  static final String NOT_CONNECTED = "the hub is not connected to it; an operator sees why";

  /**
   * Writes the members of a host, without its snapshot, into the current object.
   *
   * @param isOperator whether the reader may see why there is no connection
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
      // Another Kymata sets the interval of its machine itself.
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
