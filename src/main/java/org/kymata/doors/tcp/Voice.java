package org.kymata.doors.tcp;

import io.netty.channel.Channel;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.kymata.doors.Complaints;
import org.kymata.nodes.Door;
import org.kymata.nodes.KeyRejected;
import org.kymata.nodes.NodeId;

/** What the hub says over one connection. */
final class Voice {

  private static final Logger LOG = System.getLogger(Voice.class.getName());

  private final Channel channel;
  private final Parts parts;
  private Complaints complaints;

  Voice(Channel channel, Parts parts) {
    this.channel = channel;
    this.parts = parts;
  }

  /**
   * Says what was wrong, unless the other end does not listen or has heard enough of it; on the
   * loop's thread.
   *
   * @param node whose X-ray shows it; null when nobody's does
   */
  void complain(NodeId node, String fault) {
    complainInJson(node, Outgoing.error(fault));
  }

  /**
   * Says that a message was rejected since no key or a wrong one was shown, and shows it to
   * operators; on the loop's thread.
   */
  void reject(KeyRejected rejection, byte[] line, String json) {
    parts.intake().countMalformed(Door.TCP);
    String fault = rejection.getMessage();
    rejection
        .shownAt()
        .ifPresent(
            node -> parts.xray().received(node, Door.TCP, TcpMessage.raw(line), json, fault));
    String error = Outgoing.error(rejection.reason().code(), fault);
    if (rejection.reason() == KeyRejected.Reason.THROTTLED) {
      // The last word before the end, however many there were.
      write(null, error);
    } else {
      complainInJson(null, error);
    }
  }

  private void complainInJson(NodeId node, String error) {
    if (complaints == null) {
      complaints = new Complaints();
    }
    if (channel.isWritable() && complaints.mayFollow(System.currentTimeMillis())) {
      write(node, error);
    } else {
      parts.guests().countUnsent();
    }
  }

  private void write(NodeId node, String json) {
    String line = Outgoing.line(json);
    channel.write(Outgoing.wire(line), channel.voidPromise());
    if (node != null) {
      parts.xray().sent(node, Door.TCP, line, json);
    }
  }

  /** A node that was adopted speaks here; on the loop's thread. */
  void known() {
    ClientHandler client = channel.pipeline().get(ClientHandler.class);
    if (client != null) {
      client.known();
    }
  }

  /** Sends what was said; on the loop's thread. */
  void flush() {
    channel.flush();
  }

  /** Sends JSON to a node; from any thread. False when it cannot be taken now. */
  boolean say(NodeId node, String json) {
    return channel.isActive()
        && channel.isWritable()
        && onLoop(
            () -> {
              write(node, json);
              flush();
            });
  }

  /** What a node sent could not be stored; on the loop's thread. */
  void notStored(NodeId node, String reason) {
    if (channel.isActive()) {
      complain(node, reason);
      flush();
    }
  }

  /**
   * Does something on the event loop's thread; false when there is none any more. Other threads
   * touch the channel in no other way, so that nothing of this application stays behind in them.
   */
  boolean onLoop(Runnable work) {
    try {
      channel.eventLoop().execute(work);
      return true;
    } catch (RejectedExecutionException e) {
      return false;
    }
  }

  /** Does something on the event loop's thread after a while. */
  void later(Runnable work, long millis) {
    try {
      channel.eventLoop().schedule(work, millis, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      LOG.log(Level.DEBUG, "the hub stops while readings wait to be taken", e);
    }
  }
}
