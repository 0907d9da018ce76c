package org.kymata.doors.rest;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.stream.JsonGenerator;
import jakarta.ws.rs.core.MediaType;
import java.io.StringWriter;
import java.security.Principal;
import java.util.List;
import java.util.function.Supplier;
import org.kymata.doors.ReadingsJson;
import org.kymata.doors.Writers;
import org.kymata.doors.XrayContents;
import org.kymata.messages.LoggedMessage;
import org.kymata.messages.MessageLog;
import org.kymata.nodes.Door;
import org.kymata.nodes.NodeId;
import org.kymata.platform.DomainException;
import org.kymata.platform.Jsons;
import org.kymata.platform.Outcomes;
import org.kymata.platform.Problem;
import org.kymata.readings.ingest.IngestService;
import org.kymata.readings.ingest.ReadingBatch;

/** What becomes of readings that are sent by {@code POST /api/readings}. */
@ApplicationScoped
public class PostedReadings {

  @Inject private Writers writers;
  @Inject private IngestService intake;
  @Inject private MessageLog xray;

  /** The answer to a call: HTTP status, media type and body. */
  record Answer(int status, String type, String json) {}

  /**
   * Stores the readings of a body, and waits for their commit.
   *
   * @param caller a node, or a person or program whose readings say of which node they are
   * @param body JSON, in any form that the protocol knows
   * @return 200 with what was accepted, or 400 when nothing was
   * @throws DomainException when the body is no readings, or the hub cannot store them now
   */
  Answer take(Principal caller, byte[] body) {
    NodeId sender = Writers.sender(caller);
    ReadingBatch submission = writers.submission(caller);
    try {
      read(body).forEach(submission::add);
      Outcomes.await(intake.submit(Door.REST, submission));
    } catch (DomainException e) {
      note(sender, () -> new MessageLog.Content(raw(body), "", e.getMessage()));
      throw e;
    }
    note(sender, () -> XrayContents.of(raw(body), submission));
    Answer answer = answer(submission);
    if (sender != null) {
      xray.sent(sender, Door.REST, answer.json(), answer.json());
    }
    return answer;
  }

  private List<ReadingBatch.UncheckedReading> read(byte[] body) {
    try {
      return ReadingsJson.read(body).drafts();
    } catch (DomainException e) {
      intake.countMalformed(Door.REST);
      throw e;
    }
  }

  /** What a person sends is no frame of a node. */
  private void note(NodeId sender, Supplier<MessageLog.Content> content) {
    if (sender != null) {
      xray.received(sender, Door.REST, content);
    }
  }

  private static String raw(byte[] body) {
    // A little more than is kept, so that what is cut is seen to be cut.
    return new String(body, 0, Math.min(body.length, 4 * LoggedMessage.MAX_TEXT), UTF_8);
  }

  private static Answer answer(ReadingBatch submission) {
    boolean nothing = submission.accepted().isEmpty() && !submission.rejected().isEmpty();
    StringWriter text = new StringWriter(64);
    try (JsonGenerator json = Jsons.PROVIDER.createGenerator(text)) {
      json.writeStartObject();
      if (nothing) {
        String reason = submission.rejected().get(0).reason();
        new Problem(400, "no reading was accepted: " + reason).json().forEach(json::write);
      }
      ReadingsJson.writeOutcome(json, submission);
      json.writeEnd();
    }
    return nothing
        ? new Answer(400, Problem.MEDIA_TYPE, text.toString())
        : new Answer(200, MediaType.APPLICATION_JSON, text.toString());
  }
}
