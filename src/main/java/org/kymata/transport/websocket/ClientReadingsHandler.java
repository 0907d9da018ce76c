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

/** Readings that a person or a program sends on the socket on which it also reads. */
@ApplicationScoped
public class ClientReadingsHandler {

  private static final String TYPE = "readings";
  private static final int MAX_ID = 64;

  @Inject private IngestAuthorizer authorizer;
  @Inject private IngestService ingest;
  @Inject private ReplyExecutor replies;

  /**
   * Stores the readings of a frame, if it is one of such, and replies after their commit.
   *
   * @return whether it was
   */
  boolean tryHandle(Principal caller, String frame, SocketHandler.SocketSession talk) {
    // Told from what pages send without reading it twice.
    if (!(caller instanceof Caller.Reader) || !frame.contains("\"" + TYPE + "\"")) {
      return false;
    }
    ReadingsJson.Message message;
    try {
      message = ReadingsJson.read(frame);
    } catch (DomainException e) {
      // The other part says what is wrong with it.
      return false;
    }
    if (!message.envelope() || !TYPE.equals(message.type())) {
      return false;
    }
    try {
      if (message.id() != null && message.id().length() > MAX_ID) {
        throw DomainException.badInput("id may have at most " + MAX_ID + " characters");
      }
      ReadingBatch submission = authorizer.newBatch(caller);
      message.drafts().forEach(submission::add);
      ingest
          .submit(Transport.WS, submission)
          .whenComplete(
              (done, fault) ->
                  replies.execute(
                      () -> talk.sendReply(replyFrame(message.id(), submission, fault))));
    } catch (DomainException e) {
      talk.sendReply(Envelope.error(message.id(), Problem.of(e)));
    }
    return true;
  }

  private static String replyFrame(String id, ReadingBatch submission, Throwable fault) {
    if (fault == null) {
      return Envelope.of("accepted", id, json -> ReadingsJson.writeResult(json, submission));
    }
    Throwable cause = fault instanceof CompletionException ? fault.getCause() : fault;
    return Envelope.error(id, Problem.ofFailure(cause));
  }
}
