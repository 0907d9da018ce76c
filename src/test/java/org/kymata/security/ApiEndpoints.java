package org.kymata.security;

import java.util.List;
import java.util.stream.Stream;

/** Every address for people and nodes, also planned ones. */
public final class ApiEndpoints {

  static final List<String> READ_ENDPOINTS =
      List.of(
          "/",
          "/index.html",
          "/nodes.html",
          "/host.html",
          "/hosts.html",
          "/node.html",
          "/add-node.html",
          "/pending.html",
          "/audit.html",
          "/accounts.html",
          "/account.html",
          "/no-such-page",
          "/error",
          "/ws",
          "/api",
          "/api/",
          "/api/application.wadl",
          "/api/readings?node=this-machine",
          "/api/readings?node=this-machine&format=csv",
          "/api/nodes",
          "/api/nodes/this-machine",
          "/api/nodes/this-machine/commands",
          "/api/nodes/this-machine/messages",
          "/api/commands/1",
          "/api/commands/next?wait=25",
          "/api/vitals",
          "/api/vitals?host=this-machine",
          "/api/vitals/processes",
          "/api/vitals/processes?all=true",
          "/api/vitals/processes?host=this-machine",
          "/api/hosts",
          "/api/hosts/this-machine",
          "/api/session",
          "/api/session/two-factor",
          "/api/session/list",
          "/api/keys",
          "/api/accounts",
          "/api/accounts/1",
          "/api/live?topic=*",
          "/api/pending-nodes",
          "/api/audit",
          "/api/traffic",
          "/connexion",
          "/contenu/index.html",
          "/metrics",
          "/metrics/base",
          "/openapi",
          "/openapi/");

  static final List<String> WRITE_ENDPOINTS =
      List.of(
          "POST /api/readings",
          "POST /api/nodes",
          "PATCH /api/nodes/this-machine",
          "DELETE /api/nodes/this-machine",
          "POST /api/nodes/this-machine/token",
          "POST /api/nodes/this-machine/key",
          "DELETE /api/nodes/this-machine/key",
          "POST /api/nodes/this-machine/adopt",
          "POST /api/nodes/this-machine/reject",
          "POST /api/nodes/this-machine/commands",
          "POST /api/commands/1/ack",
          "POST /api/commands/hello",
          "POST /api/pending-nodes/1/adopt",
          "POST /api/pending-nodes/1/reject",
          "POST /api/pending-nodes/1/block",
          "DELETE /api/pending-nodes/blocked/10.0.0.1",
          "DELETE /api/pending-nodes/senders/1",
          "POST /api/hosts",
          "POST /api/hosts/1/stop",
          "POST /api/hosts/1/start",
          "PATCH /api/hosts/1",
          "DELETE /api/hosts/1",
          "POST /api/session/password",
          "DELETE /api/session/list/k3f9x2ma",
          "DELETE /api/session/list",
          "POST /api/session/two-factor",
          "POST /api/session/two-factor/confirm",
          "POST /api/session/two-factor/recovery-codes",
          "POST /api/session/two-factor/off",
          "POST /api/keys",
          "DELETE /api/keys/1",
          "POST /api/accounts",
          "PATCH /api/accounts/1",
          "PUT /api/accounts/1",
          "DELETE /api/accounts/1",
          "POST /api/live",
          "POST /ws",
          "POST /luminosity/12",
          "POST /connexion",
          "POST /",
          "PUT /index.html",
          "DELETE /index.html",
          "POST /metrics",
          "POST /api/traffic",
          "POST /no-such-page");

  private ApiEndpoints() {}

  /** All addresses, each with its method in front. */
  public static List<String> all() {
    return Stream.concat(READ_ENDPOINTS.stream().map("GET "::concat), WRITE_ENDPOINTS.stream())
        .toList();
  }
}
