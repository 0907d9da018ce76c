package org.kymata.transport.rest;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.stream.JsonGenerator;
import jakarta.ws.rs.core.MediaType;
import java.io.StringWriter;
import java.security.Principal;
import java.util.List;
import java.util.function.Supplier;
import org.kymata.errors.DomainException;
import org.kymata.errors.Futures;
import org.kymata.json.JsonProviders;
import org.kymata.json.Problem;
import org.kymata.messages.LoggedMessage;
import org.kymata.messages.MessageLog;
import org.kymata.nodes.NodeId;
import org.kymata.nodes.Transport;
import org.kymata.readings.ingest.IngestService;
import org.kymata.readings.ingest.ReadingBatch;
import org.kymata.transport.IngestAuthorizer;
import org.kymata.transport.LoggedReadings;
import org.kymata.transport.ReadingsJson;

/** Stores the readings of a {@code POST /api/readings}. */
@ApplicationScoped
public class ReadingsPostHandler {

  @Inject private IngestAuthorizer authorizer;
  @Inject private IngestService ingest;
  @Inject private MessageLog messageLog;

  /** The answer to a call: HTTP status, media type and body. */
  record Reply(int status, String type, String json) {}

  /**
   * Stores the readings of a body, and waits for their commit.
   *
   * @param caller a node, or a user or API key whose readings name their node
   * @param body JSON, in any of the protocol's forms
   * @return 200 with the accepted readings, or 400 when there were none
   * @throws DomainException when the body holds no readings, or the hub cannot store them now
   */
  Reply submit(Principal caller, byte[] body) {
    NodeId sender = IngestAuthorizer.nodeOf(caller);
    ReadingBatch batch = authorizer.newBatch(caller);
    try {
      decode(body).forEach(batch::add);
      Futures.await(ingest.submit(Transport.REST, batch));
    } catch (DomainException e) {
      logReceived(sender, () -> new MessageLog.Content(raw(body), "", e.getMessage()));
      throw e;
    }
    logReceived(sender, () -> LoggedReadings.of(raw(body), batch));
    Reply answer = toReply(batch);
    if (sender != null) {
      messageLog.sent(sender, Transport.REST, answer.json(), answer.json());
    }
    return answer;
  }

  private List<ReadingBatch.UncheckedReading> decode(byte[] body) {
    try {
      return ReadingsJson.read(body).drafts();
    } catch (DomainException e) {
      ingest.countMalformed(Transport.REST);
      throw e;
    }
  }

  /** Logs the message of a node; a user's readings are no message of a node. */
  private void logReceived(NodeId sender, Supplier<MessageLog.Content> content) {
    if (sender != null) {
      messageLog.received(sender, Transport.REST, content);
    }
  }

  private static String raw(byte[] body) {
    // Slightly more than the log keeps, so that the log shows that it was cut.
    return new String(body, 0, Math.min(body.length, 4 * LoggedMessage.MAX_TEXT), UTF_8);
  }

  private static Reply toReply(ReadingBatch batch) {
    boolean nothing = batch.accepted().isEmpty() && !batch.rejected().isEmpty();
    StringWriter text = new StringWriter(64);
    try (JsonGenerator json = JsonProviders.PROVIDER.createGenerator(text)) {
      json.writeStartObject();
      if (nothing) {
        String reason = batch.rejected().get(0).reason();
        new Problem(400, "no reading was accepted: " + reason).json().forEach(json::write);
      }
      ReadingsJson.writeResult(json, batch);
      json.writeEnd();
    }
    return nothing
        ? new Reply(400, Problem.MEDIA_TYPE, text.toString())
        : new Reply(200, MediaType.APPLICATION_JSON, text.toString());
  }
}
