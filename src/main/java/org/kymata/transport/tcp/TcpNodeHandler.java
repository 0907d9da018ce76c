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
 * Handles one connection, on its event loop's thread, where nothing may block. A task that may
 * block runs elsewhere, and until it is done the handler does not read on.
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

  TcpNodeHandler(TcpContext context) {
    this.context = context;
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
      // For the handler that replaces this one: those before, such as TLS, have seen these bytes.
      ctx.fireChannelRead(bytes);
      return;
    }
    unread = unread.isReadable() ? Unpooled.wrappedBuffer(unread, bytes) : bytes;
    processUnread();
  }

  /** Whether an agent connects: its first byte cannot occur in base64. */
  private boolean isAgent(ByteBuf bytes) {
    boolean first = !receivedFirstByte && bytes.isReadable();
    receivedFirstByte |= first;
    return first && bytes.getByte(bytes.readerIndex()) == '{';
  }

  /** Handles lines until reading pauses. */
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

  /** Notes the end of the input; pending readings are submitted before the channel closes. */
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

  private void requestAdoption(TcpNodeSession session, byte[] line, TcpMessage message) {
    adoptionPending = true;
    Sender sender = session.sender();
    runBlocking(
        () -> {
          Optional<Binding> binding = Optional.empty();
          try {
            binding = context.adoption().identify(sender, TcpMessage.raw(line), message.json());
          } catch (NodeKeyRejectedException e) {
            replyWriter.runOnEventLoop(() -> rejectKey(e, line, message.json()));
          } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "a TCP sender could not be looked up", e);
          }
          Optional<Binding> found = binding;
          replyWriter.runOnEventLoop(() -> onAdoptionResult(session, found, line, message));
        });
  }

  private void onAdoptionResult(
      TcpNodeSession session, Optional<Binding> binding, byte[] line, TcpMessage message) {
    adoptionPending = false;
    if (!channel.isActive()) {
      return;
    }
    // Its key may have changed since the look-up.
    binding.filter(context.adoption()::isValid).ifPresent(adopted -> bind(session, adopted));
    // The readings of a pending sender are not kept: this message only made it a pending node.
    if (binding.isPresent() && session.node() != null) {
      submit(session.node(), line, message);
    }
    processUnread();
    replyWriter.flush();
  }

  private void bind(TcpNodeSession session, Binding binding) {
    if (binding.isPage()) {
      sendError(null, null, "this sender was adopted as a page, but TCP is for nodes");
    } else {
      sessions.bind(session, binding);
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

  /** Binds the sessions of an adopted sender; from any thread. */
  void onAdopted(Sender sender, Binding binding) {
    replyWriter.runOnEventLoop(
        () -> {
          if (channel.isActive()) {
            sessions.sessionsOf(sender).forEach(session -> bind(session, binding));
            replyWriter.flush();
          }
        });
  }

  /** Unbinds sessions whose node has another key; from any thread. */
  void onKeyChanged() {
    replyWriter.runOnEventLoop(
        () -> {
          if (sessions.unbindRevoked()) {
            replyWriter.sendError(null, "the key of this node was changed");
            replyWriter.flush();
          }
        });
  }

  /**
   * Closes the connection of a revoked sender; from any thread. A session by key stays, unless its
   * address is blocked.
   */
  void onDropped(Sender sender) {
    replyWriter.runOnEventLoop(
        () -> {
          if (!sessions.sessionsOf(sender).isEmpty() || context.adoption().isBlocked(address)) {
            channel.close();
          }
        });
  }

  /** Reads on if nothing pauses it any more; event loop's thread only. */
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
    // A node that lost its power shows as a reset, and a client without TLS fails in the TLS
    // decoder; any other failure is a bug of the hub.
    boolean causedByClient =
        fault instanceof IOException || fault.getCause() instanceof IOException;
    Level level = causedByClient ? Level.DEBUG : Level.ERROR;
    LOG.log(level, "a TCP connection failed", fault);
    ctx.close();
  }
}
