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

/** What the hub says over one connection. */
final class TcpReplyWriter {

  private static final Logger LOG = System.getLogger(TcpReplyWriter.class.getName());

  private final Channel channel;
  private final TcpContext context;
  private ErrorRateLimiter errorLimiter;

  TcpReplyWriter(Channel channel, TcpContext parts) {
    this.channel = channel;
    this.context = parts;
  }

  /**
   * Says what was wrong, unless the other end does not listen or has heard enough of it; on the
   * loop's thread.
   *
   * @param node whose X-ray shows it; null when nobody's does
   */
  void sendError(NodeId node, String fault) {
    sendRateLimited(node, TcpMessageEncoder.encodeError(fault));
  }

  /**
   * Says that a message was rejected since no key or a wrong one was shown, and shows it to
   * operators; on the loop's thread.
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
      // The last word before the end, however many there were.
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

  /** A node that was adopted speaks here; on the loop's thread. */
  void markKnown() {
    ConnectionLimitHandler client = channel.pipeline().get(ConnectionLimitHandler.class);
    if (client != null) {
      client.markKnown();
    }
  }

  /** Sends what was said; on the loop's thread. */
  void flush() {
    channel.flush();
  }

  /** Sends JSON to a node; from any thread. False when it cannot be taken now. */
  boolean sendCommand(NodeId node, String json) {
    return channel.isActive()
        && channel.isWritable()
        && runOnEventLoop(
            () -> {
              write(node, json);
              flush();
            });
  }

  /** What a node sent could not be stored; on the loop's thread. */
  void sendNotStored(NodeId node, String reason) {
    if (channel.isActive()) {
      sendError(node, reason);
      flush();
    }
  }

  /**
   * Does something on the event loop's thread; false when there is none any more. Other threads
   * touch the channel in no other way, so that nothing of this application stays behind in them.
   */
  boolean runOnEventLoop(Runnable work) {
    try {
      channel.eventLoop().execute(work);
      return true;
    } catch (RejectedExecutionException e) {
      return false;
    }
  }

  /** Does something on the event loop's thread after a while. */
  void schedule(Runnable work, long millis) {
    try {
      channel.eventLoop().schedule(work, millis, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      LOG.log(Level.DEBUG, "the hub stops while readings wait to be taken", e);
    }
  }
}
