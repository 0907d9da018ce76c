package org.kymata.hosts.agent;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import org.kymata.connections.LineReader;

/**
 * Splits a connection into lines; while it is paused it does not read, so that TCP slows the other
 * end down.
 */
abstract class AgentLineHandler extends ConnectionHandler {

  private final LineReader lines = new LineReader();
  private ByteBuf unread = Unpooled.EMPTY_BUFFER;
  private boolean inputEnded;

  AgentLineHandler() {
    super("a connection of an agent");
  }

  /** The connection opened. */
  abstract void onOpen(Channel connection);

  /** Handles the first byte of a line. */
  abstract void onFirstByte(byte first);

  /** Handles a line, without its LF. */
  abstract void onLine(byte[] line);

  /** Handles a line of more than {@code maxBytes} bytes; the rest of it is skipped. */
  abstract void onLineTooLong(int maxBytes);

  /** Handles a line without an end. */
  abstract void onEndlessLine();

  /** Whether reading is paused; {@link #resume} reads on. */
  abstract boolean isPaused();

  /** Whether further input is ignored. */
  abstract boolean isFinished();

  /** The connection closed. */
  abstract void onClosed();

  /** Sets the limit of a line from now on. */
  final void setMaxLineBytes(int bytes) {
    lines.setMaxLine(bytes);
  }

  @Override
  public final void handlerAdded(ChannelHandlerContext context) {
    // A connection to the TCP port is open already when this handler takes it over.
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

  /** Reads on if nothing pauses it any more. */
  public final void resume() {
    if (isOpen()) {
      processUnread();
    }
  }

  /** Notes the end of the input; pending input is handled before the connection closes. */
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
