package org.kymata.doors.rest;

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
import org.kymata.nodes.Door;

/** A node that waits by long poll: the way of one command to it. No thread waits with it. */
final class Poll implements CommandChannel {

  private final AsyncResponse response;
  private final Executor answers;
  private final MessageLog xray;
  private final AtomicBoolean over = new AtomicBoolean();

  Poll(AsyncResponse response, Executor answers, MessageLog xray) {
    this.response = response;
    this.answers = answers;
    this.xray = xray;
  }

  @Override
  public Door transport() {
    return Door.REST;
  }

  @Override
  public boolean send(Command command) {
    if (!over.compareAndSet(false, true)) {
      return false;
    }
    String json = CommandJson.text(command);
    try {
      // Elsewhere: a slow other end must not keep the commands of others waiting.
      answers.execute(() -> response.resume(Response.ok(json, MediaType.APPLICATION_JSON).build()));
    } catch (RejectedExecutionException e) {
      over.set(false);
      return false;
    }
    xray.sent(command.node(), Door.REST, json, command.action());
    return true;
  }

  @Override
  public boolean confirmsByReading() {
    return false;
  }

  /** There is nothing to do. */
  void endEmpty() {
    if (over.compareAndSet(false, true)) {
      response.resume(Response.noContent().build());
    }
  }

  /** The node may not go on. */
  void fail(RuntimeException why) {
    if (over.compareAndSet(false, true)) {
      response.resume(why);
    }
  }
}
