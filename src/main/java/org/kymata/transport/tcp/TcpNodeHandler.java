package org.kymata.transport.tcp;

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
import org.kymata.connections.LineReader;
import org.kymata.errors.DomainException;
import org.kymata.messages.MessageLog;
import org.kymata.net.RemoteAddress;
import org.kymata.nodes.Binding;
import org.kymata.nodes.NodeId;
import org.kymata.nodes.NodeKeyRejectedException;
import org.kymata.nodes.Sender;
import org.kymata.nodes.Transport;

/**
 * One connection. All of it happens on its event loop's thread, where nothing may block: what may
 * is an errand, and until it is done the connection is not read on.
 */
final class TcpNodeHandler extends ChannelInboundHandlerAdapter {

  private static final Logger LOG = System.getLogger(TcpNodeHandler.class.getName());

  private final TcpContext context;
  private final LineReader lineReader = new LineReader();
  private Channel channel;
  private TcpReplyWriter replyWriter;
  private String address;
  private ConnectionNodeSessions sessions;
  private TcpNodeSession currentSession;
  private ByteBuf unread = Unpooled.EMPTY_BUFFER;
  private boolean counted;
  private boolean receivedFirstByte;
  private boolean adoptionPending;
  private boolean inputEnded;
  private BackpressuredSubmitter submitter;

  TcpNodeHandler(TcpContext parts) {
    this.context = parts;
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    channel = ctx.channel();
    replyWriter = new TcpReplyWriter(channel, context);
    address = RemoteAddress.hostOf(channel.remoteAddress());
    sessions = new ConnectionNodeSessions(context, this, replyWriter, address);
    counted = true;
    if (!context.sessions().tryOpen() || context.adoption().isBlocked(address)) {
      channel.close();
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    if (isAgent(bytes)) {
      ctx.pipeline().replace(this, null, context.agentHandlers().get());
      channel.closeFuture().addListener(closed -> context.sessions().release());
      // To the handler in our place: those before us, TLS among them, have had these bytes.
      ctx.fireChannelRead(bytes);
      return;
    }
    unread = unread.isReadable() ? Unpooled.wrappedBuffer(unread, bytes) : bytes;
    processUnread();
  }

  /** An agent's first byte is one that base64 does not have. */
  private boolean isAgent(ByteBuf bytes) {
    boolean first = !receivedFirstByte && bytes.isReadable();
    receivedFirstByte |= first;
    return first && bytes.getByte(bytes.readerIndex()) == '{';
  }

  /** Takes lines as long as nothing speaks against it. */
  private void processUnread() {
    while (!isPaused() && unread.isReadable() && channel.isActive()) {
      switch (lineReader.next(unread)) {
        case LINE -> handleLine(lineReader.line());
        case TOO_LONG ->
            sendError(
                null, null, "a line may have at most " + LineReader.MAX_LINE + " bytes before LF");
        case UNTERMINATED -> channel.close();
        case NEED_MORE -> {}
      }
    }
    if (!unread.isReadable() && unread != Unpooled.EMPTY_BUFFER) {
      unread.release();
      unread = Unpooled.EMPTY_BUFFER;
    }
    if (inputEnded && !isPaused()) {
      replyWriter.flush();
      channel.close();
    } else {
      channel.config().setAutoRead(!isPaused());
    }
  }

  /** The other end has sent its last; what waits to be taken is taken before we close too. */
  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent || event instanceof SslCloseCompletionEvent) {
      inputEnded = true;
      processUnread();
    }
  }

  private boolean isPaused() {
    return adoptionPending || (submitter != null && submitter.isFull());
  }

  private void handleLine(byte[] line) {
    if (line.length == 0) {
      return;
    }
    if (context.adoption().isBlocked(address) || TcpMessage.isHttp(line)) {
      channel.close();
      return;
    }
    String json = null;
    try {
      json = TcpMessage.decode(line);
      TcpMessage message = TcpMessage.read(json);
      currentSession = sessions.sessionFor(message.sensor(), currentSession);
      sessions.identify(currentSession, message.key());
      if (currentSession.node() == null) {
        requestAdoption(currentSession, line, message);
      } else {
        submit(currentSession.node(), line, message);
      }
    } catch (NodeKeyRejectedException e) {
      rejectKey(e, line, json);
    } catch (DomainException e) {
      sendError(line, json, e.getMessage());
    }
  }

  private void rejectKey(NodeKeyRejectedException rejection, byte[] line, String json) {
    replyWriter.sendKeyRejection(rejection, line, json);
    if (rejection.reason() == NodeKeyRejectedException.Reason.THROTTLED) {
      replyWriter.flush();
      channel.close();
    }
  }

  private void requestAdoption(TcpNodeSession guest, byte[] line, TcpMessage message) {
    adoptionPending = true;
    Sender sender = guest.sender();
    runBlocking(
        () -> {
          Optional<Binding> as = Optional.empty();
          try {
            as = context.adoption().identify(sender, TcpMessage.raw(line), message.json());
          } catch (NodeKeyRejectedException e) {
            replyWriter.runOnEventLoop(() -> rejectKey(e, line, message.json()));
          } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "a sender at the TCP door could not be looked up", e);
          }
          Optional<Binding> found = as;
          replyWriter.runOnEventLoop(() -> onAdoptionResult(guest, found, line, message));
        });
  }

  private void onAdoptionResult(
      TcpNodeSession guest, Optional<Binding> as, byte[] line, TcpMessage message) {
    adoptionPending = false;
    if (!channel.isActive()) {
      return;
    }
    // A key may have been made since it was looked up.
    as.filter(context.adoption()::isValid).ifPresent(adopted -> bind(guest, adopted));
    // Of a sender that waits nothing is kept: this message was its knock.
    if (as.isPresent() && guest.node() != null) {
      submit(guest.node(), line, message);
    }
    processUnread();
    replyWriter.flush();
  }

  private void bind(TcpNodeSession guest, Binding as) {
    if (as.isPage()) {
      sendError(null, null, "this sender was adopted as a page, and there are none at this door");
    } else {
      sessions.bind(guest, as);
    }
  }

  private void submit(NodeId node, byte[] line, TcpMessage message) {
    if (submitter == null) {
      submitter = new BackpressuredSubmitter(context, replyWriter, this::resume);
    }
    String fault = submitter.submit(node, message);
    context
        .messageLog()
        .received(
            node,
            Transport.TCP,
            () -> new MessageLog.Content(TcpMessage.raw(line), message.json(), fault));
    if (fault != null) {
      replyWriter.sendError(node, fault);
    }
  }

  private void sendError(byte[] line, String json, String fault) {
    NodeId node = currentSession == null ? null : currentSession.node();
    if (node != null) {
      context
          .messageLog()
          .received(
              node,
              Transport.TCP,
              () -> new MessageLog.Content(line == null ? "" : TcpMessage.raw(line), json, fault));
    }
    context.ingest().countMalformed(Transport.TCP);
    replyWriter.sendError(node, fault);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    replyWriter.flush();
  }

  /** A sender of this connection was adopted; from any thread. */
  void onAdopted(Sender sender, Binding as) {
    replyWriter.runOnEventLoop(
        () -> {
          if (channel.isActive()) {
            sessions.sessionsOf(sender).forEach(guest -> bind(guest, as));
            replyWriter.flush();
          }
        });
  }

  /** A node has another key; from any thread. */
  void onKeyChanged() {
    replyWriter.runOnEventLoop(
        () -> {
          if (sessions.unbindRevoked()) {
            replyWriter.sendError(null, "the key of this node was changed");
            replyWriter.flush();
          }
        });
  }

  /** A sender is dropped; from any thread. One that showed a key stays, unless it is blocked. */
  void onDropped(Sender sender) {
    replyWriter.runOnEventLoop(
        () -> {
          if (!sessions.sessionsOf(sender).isEmpty() || context.adoption().isBlocked(address)) {
            channel.close();
          }
        });
  }

  /** What held the reading up may be over; on the loop's thread. */
  private void resume() {
    if (channel.isActive()) {
      processUnread();
      replyWriter.flush();
    }
  }

  private void runBlocking(Runnable work) {
    try {
      context.blockingTasks().execute(work);
    } catch (RejectedExecutionException e) {
      channel.close();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (counted) {
      counted = false;
      context.sessions().release();
    }
    unread.release();
    unread = Unpooled.EMPTY_BUFFER;
    if (sessions != null) {
      sessions.close();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable fault) {
    // A reset is how a node without power looks, and who speaks no TLS fails in its decoder;
    // anything
    // else is a mistake of ours.
    boolean theirs = fault instanceof IOException || fault.getCause() instanceof IOException;
    Level level = theirs ? Level.DEBUG : Level.ERROR;
    LOG.log(level, "a connection at the TCP door failed", fault);
    ctx.close();
  }
}
