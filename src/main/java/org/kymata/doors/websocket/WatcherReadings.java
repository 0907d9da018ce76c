package org.kymata.doors.websocket;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.security.Principal;
import java.util.concurrent.CompletionException;
import org.kymata.access.Caller;
import org.kymata.doors.ReadingsJson;
import org.kymata.doors.Writers;
import org.kymata.nodes.Door;
import org.kymata.platform.DomainException;
import org.kymata.platform.Envelope;
import org.kymata.platform.Problem;
import org.kymata.platform.SocketRole;
import org.kymata.readings.ingest.IngestService;
import org.kymata.readings.ingest.ReadingBatch;

/** Readings that a person or a program sends on the socket on which it also reads. */
@ApplicationScoped
public class WatcherReadings {

  private static final String TYPE = "readings";
  private static final int MAX_ID = 64;

  @Inject private Writers writers;
  @Inject private IngestService intake;
  @Inject private Replies replies;

  /**
   * Stores the readings of a frame, if it is one of such, and replies after their commit.
   *
   * @return whether it was
   */
  boolean take(Principal caller, String frame, SocketRole.Talk talk) {
    // Told from what pages send without reading it twice.
    if (!(caller instanceof Caller.Watcher) || !frame.contains("\"" + TYPE + "\"")) {
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
      ReadingBatch submission = writers.submission(caller);
      message.drafts().forEach(submission::add);
      intake
          .submit(Door.WS, submission)
          .whenComplete(
              (done, fault) ->
                  replies.inTurn(() -> talk.reply(answer(message.id(), submission, fault))));
    } catch (DomainException e) {
      talk.reply(Envelope.error(message.id(), Problem.of(e)));
    }
    return true;
  }

  private static String answer(String id, ReadingBatch submission, Throwable fault) {
    if (fault == null) {
      return Envelope.of("accepted", id, json -> ReadingsJson.writeOutcome(json, submission));
    }
    Throwable cause = fault instanceof CompletionException ? fault.getCause() : fault;
    return Envelope.error(id, Problem.ofFault(cause));
  }
}
