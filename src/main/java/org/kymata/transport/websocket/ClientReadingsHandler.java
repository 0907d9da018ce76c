package org.kymata.transport.websocket;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.security.Principal;
import java.util.concurrent.CompletionException;
import org.kymata.errors.DomainException;
import org.kymata.json.Envelope;
import org.kymata.json.Problem;
import org.kymata.live.websocket.SocketHandler;
import org.kymata.nodes.Transport;
import org.kymata.readings.ingest.IngestService;
import org.kymata.readings.ingest.ReadingBatch;
import org.kymata.security.Caller;
import org.kymata.transport.IngestAuthorizer;
import org.kymata.transport.ReadingsJson;

/** Handles readings that a user or an API key sends on its socket. */
@ApplicationScoped
public class ClientReadingsHandler {

  private static final String TYPE = "readings";
  private static final int MAX_ID = 64;

  @Inject private IngestAuthorizer authorizer;
  @Inject private IngestService ingest;
  @Inject private ReplyExecutor replies;

  /**
   * Stores the readings of a frame, if it holds readings, and replies after their commit.
   *
   * @return whether it holds readings
   */
  boolean tryHandle(Principal caller, String frame, SocketHandler.SocketSession session) {
    // A cheap test, so that other frames of pages are not parsed twice.
    if (!(caller instanceof Caller.Reader) || !frame.contains("\"" + TYPE + "\"")) {
      return false;
    }
    ReadingsJson.Message message;
    try {
      message = ReadingsJson.read(frame);
    } catch (DomainException e) {
      // The live handler reports what is wrong with it.
      return false;
    }
    if (!message.envelope() || !TYPE.equals(message.type())) {
      return false;
    }
    try {
      if (message.id() != null && message.id().length() > MAX_ID) {
        throw DomainException.badInput("id may have at most " + MAX_ID + " characters");
      }
      ReadingBatch batch = authorizer.newBatch(caller);
      message.drafts().forEach(batch::add);
      ingest
          .submit(Transport.WS, batch)
          .whenComplete(
              (done, fault) ->
                  replies.execute(() -> session.sendReply(replyFrame(message.id(), batch, fault))));
    } catch (DomainException e) {
      session.sendReply(Envelope.error(message.id(), Problem.of(e)));
    }
    return true;
  }

  private static String replyFrame(String id, ReadingBatch batch, Throwable fault) {
    if (fault == null) {
      return Envelope.of("accepted", id, json -> ReadingsJson.writeResult(json, batch));
    }
    Throwable cause = fault instanceof CompletionException ? fault.getCause() : fault;
    return Envelope.error(id, Problem.ofFailure(cause));
  }
}
