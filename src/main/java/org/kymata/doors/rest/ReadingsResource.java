package org.kymata.doors.rest;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.stream.JsonGenerator;
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
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.kymata.access.Caller;
import org.kymata.doors.ReadingsJson;
import org.kymata.doors.XrayContents;
import org.kymata.nodes.Door;
import org.kymata.nodes.Node;
import org.kymata.nodes.NodeId;
import org.kymata.nodes.Nodes;
import org.kymata.platform.DomainException;
import org.kymata.platform.Jsons;
import org.kymata.platform.Names;
import org.kymata.platform.Problem;
import org.kymata.platform.Times;
import org.kymata.readings.History;
import org.kymata.readings.Intake;
import org.kymata.readings.Series;
import org.kymata.readings.SeriesCatalog;
import org.kymata.readings.Submission;
import org.kymata.xray.Frame;
import org.kymata.xray.Xray;

/** {@code /api/readings}: readings in, history out. */
@Path("readings")
@ApplicationScoped
public class ReadingsResource {

  private static final String CSV = "text/csv";
  private static final long HOUR_MILLIS = 3_600_000;
  private static final int MAX_POINTS = 5_000;

  @Inject private Nodes nodes;
  @Inject private SeriesCatalog catalog;
  @Inject private Intake intake;
  @Inject private History history;
  @Inject private Xray xray;

  /** Takes readings in; answers after their commit. */
  @POST
  @Consumes(MediaType.WILDCARD)
  @Produces(MediaType.APPLICATION_JSON)
  public Response post(InputStream body, @Context SecurityContext security) throws IOException {
    NodeId sender = security.getUserPrincipal() instanceof Caller.Node node ? node.id() : null;
    byte[] bytes = Bodies.bytes(body);
    Submission submission = new Submission(nodes, catalog, sender, System.currentTimeMillis());
    try {
      read(bytes).forEach(submission::add);
      store(submission);
    } catch (DomainException e) {
      note(sender, () -> new Xray.Content(raw(bytes), "", e.getMessage()));
      throw e;
    }
    note(sender, () -> XrayContents.of(raw(bytes), submission));
    boolean nothing = submission.accepted().isEmpty() && !submission.rejected().isEmpty();
    String answer = nothing ? refused(submission) : outcome(submission);
    if (sender != null) {
      xray.out(sender, Door.REST, answer, answer);
    }
    return nothing
        ? Response.status(400).type(Problem.MEDIA_TYPE).entity(answer).build()
        : Response.ok(answer).build();
  }

  private List<Submission.Draft> read(byte[] bytes) {
    try {
      return ReadingsJson.read(bytes).drafts();
    } catch (DomainException e) {
      intake.countMalformed(Door.REST);
      throw e;
    }
  }

  /** What a person sends is no frame of a node. */
  private void note(NodeId sender, Supplier<Xray.Content> content) {
    if (sender != null) {
      xray.in(sender, Door.REST, content);
    }
  }

  private static String raw(byte[] bytes) {
    // A little more than is kept, so that what is cut is seen to be cut.
    return new String(bytes, 0, Math.min(bytes.length, 4 * Frame.MAX_TEXT), UTF_8);
  }

  private void store(Submission submission) {
    try {
      intake.offer(Door.REST, submission).toCompletableFuture().join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof DomainException refusal ? refusal : e;
    }
  }

  private static String outcome(Submission submission) {
    StringWriter text = new StringWriter(64);
    try (JsonGenerator json = Jsons.PROVIDER.createGenerator(text)) {
      json.writeStartObject();
      ReadingsJson.writeOutcome(json, submission);
      json.writeEnd();
    }
    return text.toString();
  }

  private static String refused(Submission submission) {
    Problem problem =
        new Problem(400, "no reading was accepted: " + submission.rejected().get(0).reason());
    StringWriter text = new StringWriter();
    try (JsonGenerator json = Jsons.PROVIDER.createGenerator(text)) {
      json.writeStartObject();
      problem.json().forEach(json::write);
      ReadingsJson.writeOutcome(json, submission);
      json.writeEnd();
    }
    return text.toString();
  }

  /** History of a node's metrics, downsampled as JSON or whole as CSV. */
  @GET
  @Produces({MediaType.APPLICATION_JSON, CSV})
  public Response get(
      @QueryParam("node") String node,
      @QueryParam("metric") List<String> metrics,
      @QueryParam("from") String from,
      @QueryParam("to") String to,
      @QueryParam("points") @DefaultValue("500") String points,
      @QueryParam("format") String format,
      @Context HttpHeaders headers) {
    if (node == null || node.isEmpty()) {
      throw DomainException.badInput("the parameter node is missing; it is a node's id or name");
    }
    Node asked = nodes.require(node);
    long now = System.currentTimeMillis();
    // Up to the hour that a node's clock may run ahead, so that "now" leaves nothing out.
    long toMillis = to == null ? now + Times.AHEAD_MILLIS : time("to", to);
    long fromMillis = from == null ? now - HOUR_MILLIS : time("from", from);
    if (fromMillis >= toMillis) {
      throw DomainException.badInput("from must be before to");
    }
    Span span = new Span(asked, series(asked, metrics), fromMillis, toMillis);
    int most = points(points);
    if (wantsCsv(format, headers)) {
      return csv(span);
    }
    long shownTo = to == null ? now : toMillis;
    StreamingOutput json = out -> HistoryJson.write(out, history, span, shownTo, most);
    return Response.ok(json, MediaType.APPLICATION_JSON).build();
  }

  /** What was asked for. */
  record Span(Node node, List<Series> series, long fromMillis, long toMillis) {}

  private List<Series> series(Node node, List<String> metrics) {
    metrics.forEach(metric -> Names.require("metric", metric));
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

  private Response csv(Span span) {
    StreamingOutput body = out -> HistoryCsv.write(out, history, span);
    String file = span.node().name().replaceAll("[^A-Za-z0-9._-]", "_") + ".csv";
    return Response.ok(body, CSV + ";charset=UTF-8;header=present")
        .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + file + "\"")
        .build();
  }

  private static long time(String name, String text) {
    try {
      // The bounds keep later arithmetic in microseconds within a long.
      return Math.max(0, Math.min(Times.ofText(text), 4_102_444_800_000L));
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
      // Falls through to the same complaint.
    }
    throw DomainException.badInput("points must be a whole number from 1 to " + MAX_POINTS);
  }
}
