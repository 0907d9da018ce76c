package org.kymata.doors.tcp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import org.kymata.doors.LineReader;
import org.kymata.doors.Remote;
import org.kymata.messages.MessageLog;
import org.kymata.nodes.Adopted;
import org.kymata.nodes.Door;
import org.kymata.nodes.KeyRejected;
import org.kymata.nodes.NodeId;
import org.kymata.nodes.Sender;
import org.kymata.platform.DomainException;

/**
 * One connection. All of it happens on its event loop's thread, where nothing may block: what may
 * is an errand, and until it is done the connection is not read on.
 */
final class Conversation extends ChannelInboundHandlerAdapter {

  private static final Logger LOG = System.getLogger(Conversation.class.getName());

  private final Parts parts;
  private final LineReader lines = new LineReader();
  private Channel channel;
  private Voice voice;
  private String address;
  private ConnectionSensors sensors;
  private Guest current;
  private ByteBuf unread = Unpooled.EMPTY_BUFFER;
  private boolean entered;
  private boolean spoken;
  private boolean admitting;
  private boolean saidAll;
  private Storing storing;

  Conversation(Parts parts) {
    this.parts = parts;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    channel = context.channel();
    voice = new Voice(channel, parts);
    address = Remote.addressOf(channel.remoteAddress());
    sensors = new ConnectionSensors(parts, this, voice, address);
    entered = true;
    if (!parts.guests().enter() || parts.adoption().isBlocked(address)) {
      channel.close();
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    if (isAgent(bytes)) {
      context.pipeline().replace(this, null, parts.agents().get());
      channel.closeFuture().addListener(closed -> parts.guests().leave());
      // To the handler in our place: those before us, TLS among them, have had these bytes.
      context.fireChannelRead(bytes);
      return;
    }
    unread = unread.isReadable() ? Unpooled.wrappedBuffer(unread, bytes) : bytes;
    readOn();
  }

  /** An agent's first byte is one that base64 does not have. */
  private boolean isAgent(ByteBuf bytes) {
    boolean first = !spoken && bytes.isReadable();
    spoken |= first;
    return first && bytes.getByte(bytes.readerIndex()) == '{';
  }

  /** Takes lines as long as nothing speaks against it. */
  private void readOn() {
    while (!isHeld() && unread.isReadable() && channel.isActive()) {
      switch (lines.next(unread)) {
        case LINE -> line(lines.line());
        case TOO_LONG ->
            complain(
                null, null, "a line may have at most " + LineReader.MAX_LINE + " bytes before LF");
        case NEVER_ENDING -> channel.close();
        case MORE -> {}
      }
    }
    if (!unread.isReadable() && unread != Unpooled.EMPTY_BUFFER) {
      unread.release();
      unread = Unpooled.EMPTY_BUFFER;
    }
    if (saidAll && !isHeld()) {
      voice.flush();
      channel.close();
    } else {
      channel.config().setAutoRead(!isHeld());
    }
  }

  /** The other end has sent its last; what waits to be taken is taken before we close too. */
  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof ChannelInputShutdownEvent || event instanceof SslCloseCompletionEvent) {
      saidAll = true;
      readOn();
    }
  }

  private boolean isHeld() {
    return admitting || (storing != null && storing.isFull());
  }

  private void line(byte[] line) {
    if (line.length == 0) {
      return;
    }
    if (parts.adoption().isBlocked(address) || TcpMessage.isHttp(line)) {
      channel.close();
      return;
    }
    String json = null;
    try {
      json = TcpMessage.decode(line);
      TcpMessage message = TcpMessage.read(json);
      current = sensors.of(message.sensor(), current);
      sensors.identify(current, message.key());
      if (current.node() == null) {
        admit(current, line, message);
      } else {
        take(current.node(), line, message);
      }
    } catch (KeyRejected e) {
      rejected(e, line, json);
    } catch (DomainException e) {
      complain(line, json, e.getMessage());
    }
  }

  private void rejected(KeyRejected rejection, byte[] line, String json) {
    voice.reject(rejection, line, json);
    if (rejection.reason() == KeyRejected.Reason.THROTTLED) {
      voice.flush();
      channel.close();
    }
  }

  private void admit(Guest guest, byte[] line, TcpMessage message) {
    admitting = true;
    Sender sender = guest.sender();
    errand(
        () -> {
          Optional<Adopted> as = Optional.empty();
          try {
            as = parts.adoption().admit(sender, TcpMessage.raw(line), message.json());
          } catch (KeyRejected e) {
            voice.onLoop(() -> rejected(e, line, message.json()));
          } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "a sender at the TCP door could not be looked up", e);
          }
          Optional<Adopted> found = as;
          voice.onLoop(() -> admitted(guest, found, line, message));
        });
  }

  private void admitted(Guest guest, Optional<Adopted> as, byte[] line, TcpMessage message) {
    admitting = false;
    if (!channel.isActive()) {
      return;
    }
    // A key may have been made since it was looked up.
    as.filter(parts.adoption()::holds).ifPresent(adopted -> become(guest, adopted));
    // Of a sender that waits nothing is kept: this message was its knock.
    if (as.isPresent() && guest.node() != null) {
      take(guest.node(), line, message);
    }
    readOn();
    voice.flush();
  }

  private void become(Guest guest, Adopted as) {
    if (as.isPage()) {
      complain(null, null, "this sender was adopted as a page, and there are none at this door");
    } else {
      sensors.become(guest, as);
    }
  }

  private void take(NodeId node, byte[] line, TcpMessage message) {
    if (storing == null) {
      storing = new Storing(parts, voice, this::goOn);
    }
    String fault = storing.take(node, message);
    parts
        .xray()
        .received(
            node,
            Door.TCP,
            () -> new MessageLog.Content(TcpMessage.raw(line), message.json(), fault));
    if (fault != null) {
      voice.complain(node, fault);
    }
  }

  private void complain(byte[] line, String json, String fault) {
    NodeId node = current == null ? null : current.node();
    if (node != null) {
      parts
          .xray()
          .received(
              node,
              Door.TCP,
              () -> new MessageLog.Content(line == null ? "" : TcpMessage.raw(line), json, fault));
    }
    parts.intake().countMalformed(Door.TCP);
    voice.complain(node, fault);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    voice.flush();
  }

  /** A sender of this connection was adopted; from any thread. */
  void adopted(Sender sender, Adopted as) {
    voice.onLoop(
        () -> {
          if (channel.isActive()) {
            sensors.knownBy(sender).forEach(guest -> become(guest, as));
            voice.flush();
          }
        });
  }

  /** A node has another key; from any thread. */
  void keyChanged() {
    voice.onLoop(
        () -> {
          if (sensors.leaveUnlessHold()) {
            voice.complain(null, "the key of this node was changed");
            voice.flush();
          }
        });
  }

  /** A sender is dropped; from any thread. One that showed a key stays, unless it is blocked. */
  void dropped(Sender sender) {
    voice.onLoop(
        () -> {
          if (!sensors.knownBy(sender).isEmpty() || parts.adoption().isBlocked(address)) {
            channel.close();
          }
        });
  }

  /** What held the reading up may be over; on the loop's thread. */
  private void goOn() {
    if (channel.isActive()) {
      readOn();
      voice.flush();
    }
  }

  private void errand(Runnable work) {
    try {
      parts.errands().execute(work);
    } catch (RejectedExecutionException e) {
      channel.close();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    if (entered) {
      entered = false;
      parts.guests().leave();
    }
    unread.release();
    unread = Unpooled.EMPTY_BUFFER;
    if (sensors != null) {
      sensors.leave();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable fault) {
    // A reset is how a node without power looks, and who speaks no TLS fails in its decoder;
    // anything
    // else is a mistake of ours.
    boolean theirs = fault instanceof IOException || fault.getCause() instanceof IOException;
    Level level = theirs ? Level.DEBUG : Level.ERROR;
    LOG.log(level, "a connection at the TCP door failed", fault);
    context.close();
  }
}
