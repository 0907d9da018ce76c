package org.kymata.hosts.agent;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import org.kymata.connections.LineReader;

/** A connection as lines; while it is held it is not read on, so that the other end slows down. */
abstract class AgentLineHandler extends ConnectionHandler {

  private final LineReader lines = new LineReader();
  private ByteBuf unread = Unpooled.EMPTY_BUFFER;
  private boolean inputEnded;

  AgentLineHandler() {
    super("a connection of an agent");
  }

  /** The connection is there. */
  abstract void onOpen(Channel connection);

  /** The first byte of a line has come. */
  abstract void onFirstByte(byte first);

  /** A line has come, without its end. */
  abstract void onLine(byte[] line);

  /** A line of more than {@code most} bytes has come; what is left of it is skipped. */
  abstract void onLineTooLong(int most);

  /** A line has come that will never end. */
  abstract void onEndlessLine();

  /** Whether nothing more can be taken now; {@link #resume} when that is over. */
  abstract boolean isPaused();

  /** Whether whatever comes is of no interest any more. */
  abstract boolean isFinished();

  /** The connection is gone. */
  abstract void onClosed();

  /** Allows longer lines from now on. */
  final void setMaxLineBytes(int bytes) {
    lines.setMaxLine(bytes);
  }

  @Override
  public final void handlerAdded(ChannelHandlerContext context) {
    // At the TCP door it is open already when it turns out to be an agent's.
    if (context.channel().isActive()) {
      open(context);
    }
  }

  @Override
  public final void channelActive(ChannelHandlerContext context) {
    open(context);
  }

  private void open(ChannelHandlerContext context) {
    if (channel() == null) {
      attach(context.channel());
      onOpen(channel());
    }
  }

  @Override
  public final void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    unread = unread.isReadable() ? Unpooled.wrappedBuffer(unread, bytes) : bytes;
    processUnread();
  }

  private void processUnread() {
    while (!isPaused() && !isFinished() && unread.isReadable()) {
      if (lines.bufferedBytes() == 0) {
        onFirstByte(unread.getByte(unread.readerIndex()));
      }
      switch (lines.next(unread)) {
        case LINE -> onLine(lines.line());
        case TOO_LONG -> onLineTooLong(lines.maxLine());
        case UNTERMINATED -> onEndlessLine();
        case NEED_MORE -> {}
      }
    }
    if (isFinished() || !unread.isReadable()) {
      releaseUnread();
    }
    if (inputEnded && !isPaused()) {
      disconnect();
    } else {
      channel().config().setAutoRead(!isPaused());
    }
  }

  private void releaseUnread() {
    unread.release();
    unread = Unpooled.EMPTY_BUFFER;
  }

  /** What held it up may be over. */
  public final void resume() {
    if (isOpen()) {
      processUnread();
    }
  }

  /** The other end has sent its last; what waits to be taken is taken before we close too. */
  @Override
  public final void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      inputEnded = true;
      processUnread();
    }
  }

  @Override
  public final void channelInactive(ChannelHandlerContext context) {
    releaseUnread();
    if (channel() != null) {
      onClosed();
    }
  }
}
