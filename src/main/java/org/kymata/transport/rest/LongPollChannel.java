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

/** A node that waits by long poll: the way of one command to it. No thread waits with it. */
final class LongPollChannel implements CommandChannel {

  private final AsyncResponse response;
  private final Executor executor;
  private final MessageLog messageLog;
  private final AtomicBoolean completed = new AtomicBoolean();

  LongPollChannel(AsyncResponse response, Executor answers, MessageLog xray) {
    this.response = response;
    this.executor = answers;
    this.messageLog = xray;
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
    String json = CommandJson.text(command);
    try {
      // Elsewhere: a slow other end must not keep the commands of others waiting.
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

  /** There is nothing to do. */
  void completeEmpty() {
    if (completed.compareAndSet(false, true)) {
      response.resume(Response.noContent().build());
    }
  }

  /** The node may not go on. */
  void fail(RuntimeException why) {
    if (completed.compareAndSet(false, true)) {
      response.resume(why);
    }
  }
}
