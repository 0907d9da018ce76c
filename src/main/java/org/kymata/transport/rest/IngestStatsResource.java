package org.kymata.transport.rest;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.stream.JsonGenerator;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.lang.management.ManagementFactory;
import java.util.Comparator;
import java.util.List;
import org.kymata.nodes.Node;
import org.kymata.nodes.Nodes;
import org.kymata.readings.ingest.IngestStats;
import org.kymata.readings.ingest.IngestStats.Outcome;
import org.kymata.readings.ingest.IngestStats.OutcomeCounts;
import org.kymata.security.RequiredAccess;
import org.kymata.security.RequiresAccess;

/** {@code /api/traffic}: the outcome of each node's readings since the start. */
@Path("traffic")
@ApplicationScoped
@RequiresAccess(RequiredAccess.OPERATOR)
@Produces(MediaType.APPLICATION_JSON)
public class IngestStatsResource {

  private static final int MAX_NODES = 1_000;

  private record Row(Node node, OutcomeCounts tally) {
    long notStoredCount() {
      return tally.count(Outcome.SHED) + tally.count(Outcome.REFUSED) + tally.count(Outcome.FAILED);
    }
  }

  private static final Comparator<Row> WORST_FIRST =
      Comparator.comparingLong(Row::notStoredCount)
          .thenComparingLong(row -> row.tally().late())
          .thenComparingLong(row -> row.tally().count(Outcome.COMMITTED))
          .reversed()
          .thenComparing(row -> row.node().name());

  @Inject private IngestStats ingestStats;
  @Inject private Nodes nodes;

  /** The nodes that have sent something; the ones with the most readings not stored come first. */
  @GET
  public String list(@QueryParam("limit") @DefaultValue("50") String limit) {
    int max = RequestBody.parseLimit(limit, MAX_NODES);
    List<Row> rows =
        ingestStats.byNode().entrySet().stream()
            .flatMap(
                each ->
                    nodes.byId(each.getKey()).map(node -> new Row(node, each.getValue())).stream())
            .sorted(WORST_FIRST)
            .toList();
    return NodesResource.jsonObject(
        json -> {
          json.write("since", ManagementFactory.getRuntimeMXBean().getStartTime());
          json.write("total", rows.size()).writeStartArray("nodes");
          rows.stream().limit(max).forEach(row -> write(json, row));
          json.writeEnd();
        });
  }

  private static void write(JsonGenerator json, Row row) {
    json.writeStartObject().write("id", row.node().id().value()).write("name", row.node().name());
    for (Outcome outcome : Outcome.values()) {
      json.write(outcome.wireName(), row.tally().count(outcome));
    }
    json.write("late", row.tally().late()).writeEnd();
  }
}
