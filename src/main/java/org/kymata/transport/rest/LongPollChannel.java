package org.kymata.transport.rest;

import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.kymata.commands.Command;
import org.kymata.commands.CommandChannel;
import org.kymata.commands.CommandJson;
import org.kymata.messages.MessageLog;
import org.kymata.nodes.Transport;

/** A node's long poll, which takes one command. No thread waits for it. */
final class LongPollChannel implements CommandChannel {

  private final AsyncResponse response;
  private final Executor executor;
  private final MessageLog messageLog;
  private final AtomicBoolean completed = new AtomicBoolean();

  LongPollChannel(AsyncResponse response, Executor executor, MessageLog messageLog) {
    this.response = response;
    this.executor = executor;
    this.messageLog = messageLog;
  }

  @Override
  public Transport transport() {
    return Transport.REST;
  }

  @Override
  public boolean send(Command command) {
    if (!completed.compareAndSet(false, true)) {
      return false;
    }
    String json = CommandJson.textForNode(command);
    try {
      // On another thread, so that a slow client does not delay commands to others.
      executor.execute(
          () -> response.resume(Response.ok(json, MediaType.APPLICATION_JSON).build()));
    } catch (RejectedExecutionException e) {
      completed.set(false);
      return false;
    }
    messageLog.sent(command.node(), Transport.REST, json, command.action());
    return true;
  }

  @Override
  public boolean confirmsByReading() {
    return false;
  }

  /** Completes the poll with 204: no command came in time. */
  void completeEmpty() {
    if (completed.compareAndSet(false, true)) {
      response.resume(Response.noContent().build());
    }
  }

  /** Completes the poll with an error. */
  void fail(RuntimeException why) {
    if (completed.compareAndSet(false, true)) {
      response.resume(why);
    }
  }
}
