package org.kymata.transport.rest;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import org.kymata.errors.DomainException;
import org.kymata.errors.DomainException.Kind;
import org.kymata.hostmetrics.HostSnapshot;
import org.kymata.hostmetrics.HostSnapshotJson;
import org.kymata.hostmetrics.LatestSnapshots;
import org.kymata.hostmetrics.LocalProcesses;
import org.kymata.hostmetrics.ProcessJson;
import org.kymata.hostmetrics.ProcessList;
import org.kymata.hosts.HostProcesses;
import org.kymata.hosts.agent.AgentRegistry;
import org.kymata.nodes.Node;
import org.kymata.nodes.Nodes;
import org.kymata.security.Caller;
import org.kymata.security.RequiredAccess;
import org.kymata.security.RequiresAccess;
import org.kymata.security.Role;
import org.kymata.text.Texts;
import org.kymata.time.MonotonicClock;

/** {@code /api/vitals}: the latest snapshot of a host, and its processes. */
@Path("vitals")
@ApplicationScoped
@RequiresAccess(RequiredAccess.SIGNED_IN)
@Produces(MediaType.APPLICATION_JSON)
public class HostMetricsResource {

  @Inject private Nodes nodes;
  @Inject private LatestSnapshots latest;
  @Inject private LocalProcesses processes;
  @Inject private HostProcesses hostProcesses;
  @Inject private AgentRegistry agents;

  /** The latest snapshot of a host; of this machine when none is named. */
  @GET
  public String get(@QueryParam("host") String host) {
    Node node = requireHost(host);
    HostSnapshot snapshot = latest.of(node.id()).orElseThrow(() -> noSnapshot(node));
    return NodesResource.jsonObject(
        json -> HostSnapshotJson.writeSnapshot(json, node.id(), snapshot));
  }

  /** The processes of a host: the ones with the most CPU and memory, or all. */
  @GET
  @Path("processes")
  public void processes(
      @QueryParam("host") String host,
      @QueryParam("all") @DefaultValue("false") boolean all,
      @Context SecurityContext security,
      @Suspended AsyncResponse response) {
    Node node = requireHost(host);
    boolean withCommands =
        security.getUserPrincipal() instanceof Caller.User user
            && user.role().includes(Role.OPERATOR);
    if (node.self()) {
      response.resume(json(processes.list(all, withCommands), withCommands));
      return;
    }
    // Asynchronous, so that no thread waits for the agent.
    hostProcesses
        .request(node.id(), all, MonotonicClock.millis())
        .whenCompleteAsync(
            (list, fault) -> AsyncResponses.resume(response, fault, () -> json(list, withCommands)),
            agents.blockingExecutor());
  }

  private static String json(ProcessList list, boolean withCommands) {
    return NodesResource.jsonObject(json -> ProcessJson.write(json, list, withCommands));
  }

  private Node requireHost(String idOrName) {
    return idOrName == null
        ? nodes.self()
        : nodes
            .find(idOrName)
            .filter(node -> node.kind() == Node.Kind.HOST)
            .orElseThrow(
                () ->
                    DomainException.notFound(
                        "there is no host \"" + Texts.forDisplay(idOrName) + "\""));
  }

  private static DomainException noSnapshot(Node node) {
    return node.self()
        ? new DomainException(Kind.UNAVAILABLE, "there is no sample yet; try again in 1 s", 1)
        : DomainException.notFound(
            "host \""
                + Texts.forDisplay(node.name())
                + "\" has sent nothing since the hub's start");
  }
}
