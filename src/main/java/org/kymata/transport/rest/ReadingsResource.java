package org.kymata.transport.rest;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.InputStream;
import java.util.List;
import org.kymata.errors.DomainException;
import org.kymata.nodes.Node;
import org.kymata.nodes.Nodes;
import org.kymata.readings.Series;
import org.kymata.readings.SeriesCatalog;
import org.kymata.readings.history.History;
import org.kymata.security.Caller;
import org.kymata.security.RequiredAccess;
import org.kymata.security.RequiresAccess;
import org.kymata.text.NameValidator;
import org.kymata.text.Texts;
import org.kymata.time.TimestampParser;

/** {@code /api/readings}: takes readings, returns history. */
@Path("readings")
@ApplicationScoped
@RequiresAccess(RequiredAccess.NODE_OR_OPERATOR)
public class ReadingsResource {

  private static final String CSV = "text/csv";
  private static final long HOUR_MILLIS = 3_600_000;
  private static final int MAX_POINTS = 5_000;

  @Inject private Nodes nodes;
  @Inject private SeriesCatalog catalog;
  @Inject private ReadingsPostHandler postHandler;
  @Inject private History history;

  /** Stores readings; answers after their commit. */
  @POST
  @Consumes(MediaType.WILDCARD)
  @Produces(MediaType.APPLICATION_JSON)
  public Response post(InputStream body, @Context SecurityContext security) {
    ReadingsPostHandler.Reply answer =
        postHandler.submit(security.getUserPrincipal(), RequestBody.readBytes(body));
    return Response.status(answer.status()).type(answer.type()).entity(answer.json()).build();
  }

  /** History of a node's metrics, downsampled as JSON or complete as CSV. */
  @GET
  @Produces({MediaType.APPLICATION_JSON, CSV})
  @RequiresAccess(RequiredAccess.READER)
  public Response get(
      @QueryParam("node") String node,
      @QueryParam("metric") List<String> metrics,
      @QueryParam("from") String from,
      @QueryParam("to") String to,
      @QueryParam("points") @DefaultValue("500") String points,
      @QueryParam("format") String format,
      @Context HttpHeaders headers,
      @Context SecurityContext security) {
    if (node == null || node.isEmpty()) {
      throw DomainException.badInput("the parameter node is missing; it is a node's id or name");
    }
    Node source =
        nodes
            .find(node)
            .filter(found -> sees(security, found))
            // The same error as for a node that this key may not read.
            .orElseThrow(
                () ->
                    DomainException.notFound(
                        "there is no node \"" + Texts.forDisplay(node) + "\""));
    long now = System.currentTimeMillis();
    // Includes the hour by which a node's clock may be ahead, so that "now" misses nothing.
    long toMillis = to == null ? now + TimestampParser.MAX_AHEAD_MILLIS : time("to", to);
    long fromMillis = from == null ? now - HOUR_MILLIS : time("from", from);
    if (fromMillis >= toMillis) {
      throw DomainException.badInput("from must be before to");
    }
    HistoryQuery span = new HistoryQuery(source, series(source, metrics), fromMillis, toMillis);
    int maxPoints = points(points);
    if (wantsCsv(format, headers)) {
      return csv(span);
    }
    long shownTo = to == null ? now : toMillis;
    StreamingOutput json = out -> HistoryJson.write(out, history, span, shownTo, maxPoints);
    return Response.ok(json, MediaType.APPLICATION_JSON).build();
  }

  private static boolean sees(SecurityContext security, Node node) {
    return security.getUserPrincipal() instanceof Caller.Reader caller && caller.canRead(node.id());
  }

  /** The series that the query names. */
  record HistoryQuery(Node node, List<Series> series, long fromMillis, long toMillis) {}

  private List<Series> series(Node node, List<String> metrics) {
    metrics.forEach(metric -> NameValidator.require("metric", metric));
    return catalog.list(node.id()).stream()
        .filter(series -> metrics.isEmpty() || metrics.contains(series.metric()))
        .toList();
  }

  private static boolean wantsCsv(String format, HttpHeaders headers) {
    if (format != null && !format.equals("json") && !format.equals("csv")) {
      throw DomainException.badInput("format must be json or csv");
    }
    return "csv".equals(format)
        || (format == null
            && headers.getAcceptableMediaTypes().get(0).isCompatible(new MediaType("text", "csv"))
            && !headers.getAcceptableMediaTypes().get(0).isWildcardType());
  }

  private Response csv(HistoryQuery span) {
    StreamingOutput body = out -> HistoryCsv.write(out, history, span);
    String file = span.node().name().replaceAll("[^A-Za-z0-9._-]", "_") + ".csv";
    return Response.ok(body, CSV + ";charset=UTF-8;header=present")
        .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + file + "\"")
        .build();
  }

  private static long time(String name, String text) {
    try {
      // These bounds keep later arithmetic in microseconds within a long.
      return Math.max(0, Math.min(TimestampParser.parse(text), 4_102_444_800_000L));
    } catch (DomainException e) {
      throw DomainException.badInput(name + ": " + e.getMessage());
    }
  }

  private static int points(String text) {
    try {
      int points = Integer.parseInt(text);
      if (points >= 1 && points <= MAX_POINTS) {
        return points;
      }
    } catch (NumberFormatException e) {
      // Falls through to the same error.
    }
    throw DomainException.badInput("points must be a whole number from 1 to " + MAX_POINTS);
  }
}
