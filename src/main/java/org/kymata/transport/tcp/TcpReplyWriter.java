package org.kymata.transport.tcp;

import io.netty.channel.Channel;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.kymata.connections.ErrorRateLimiter;
import org.kymata.nodes.NodeId;
import org.kymata.nodes.NodeKeyRejectedException;
import org.kymata.nodes.Transport;

/** Sends the hub's replies and commands over one connection. */
final class TcpReplyWriter {

  private static final Logger LOG = System.getLogger(TcpReplyWriter.class.getName());

  private final Channel channel;
  private final TcpContext context;
  private ErrorRateLimiter errorLimiter;

  TcpReplyWriter(Channel channel, TcpContext context) {
    this.channel = channel;
    this.context = context;
  }

  /**
   * Sends an error, unless the other end does not read or has got too many; event loop's thread
   * only.
   *
   * @param node the node whose message log gets the error; null for none
   */
  void sendError(NodeId node, String fault) {
    sendRateLimited(node, TcpMessageEncoder.encodeError(fault));
  }

  /**
   * Sends that a message was rejected for a missing or wrong key, and logs it for operators; event
   * loop's thread only.
   */
  void sendKeyRejection(NodeKeyRejectedException rejection, byte[] line, String json) {
    context.ingest().countMalformed(Transport.TCP);
    String fault = rejection.getMessage();
    rejection
        .tracedNode()
        .ifPresent(
            node ->
                context
                    .messageLog()
                    .received(node, Transport.TCP, TcpMessage.raw(line), json, fault));
    String error = TcpMessageEncoder.encodeError(rejection.reason().code(), fault);
    if (rejection.reason() == NodeKeyRejectedException.Reason.THROTTLED) {
      // The last reply before the close is sent despite the rate limit.
      write(null, error);
    } else {
      sendRateLimited(null, error);
    }
  }

  private void sendRateLimited(NodeId node, String error) {
    if (errorLimiter == null) {
      errorLimiter = new ErrorRateLimiter();
    }
    if (channel.isWritable() && errorLimiter.tryAcquire(System.currentTimeMillis())) {
      write(node, error);
    } else {
      context.sessions().countDroppedReply();
    }
  }

  private void write(NodeId node, String json) {
    String line = TcpMessageEncoder.toLine(json);
    channel.write(TcpMessageEncoder.toBuffer(line), channel.voidPromise());
    if (node != null) {
      context.messageLog().sent(node, Transport.TCP, line, json);
    }
  }

  /** Marks the connection as one of an adopted node; event loop's thread only. */
  void markKnown() {
    ConnectionLimitHandler client = channel.pipeline().get(ConnectionLimitHandler.class);
    if (client != null) {
      client.markKnown();
    }
  }

  /** Flushes the written replies; event loop's thread only. */
  void flush() {
    channel.flush();
  }

  /** Sends JSON to a node, from any thread; false when the connection cannot take it now. */
  boolean sendCommand(NodeId node, String json) {
    return channel.isActive()
        && channel.isWritable()
        && runOnEventLoop(
            () -> {
              write(node, json);
              flush();
            });
  }

  /** Sends that a node's readings could not be stored; event loop's thread only. */
  void sendNotStored(NodeId node, String reason) {
    if (channel.isActive()) {
      sendError(node, reason);
      flush();
    }
  }

  /**
   * Runs a task on the event loop's thread; false when the loop has ended. Other threads touch the
   * channel only this way, so that no object of this application stays in their thread locals.
   */
  boolean runOnEventLoop(Runnable work) {
    try {
      channel.eventLoop().execute(work);
      return true;
    } catch (RejectedExecutionException e) {
      return false;
    }
  }

  /** Runs a task on the event loop's thread after a delay. */
  void schedule(Runnable work, long millis) {
    try {
      channel.eventLoop().schedule(work, millis, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      LOG.log(Level.DEBUG, "the hub stopped while readings were deferred", e);
    }
  }
}
