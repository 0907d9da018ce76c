package org.kymata.doors.agent;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import org.kymata.connections.LineReader;

/** A connection as lines; while it is held it is not read on, so that the other end slows down. */
abstract class LineHandler extends ConnectionHandler {

  private final LineReader lines = new LineReader();
  private ByteBuf unread = Unpooled.EMPTY_BUFFER;
  private boolean saidAll;

  LineHandler() {
    super("a connection of an agent");
  }

  /** The connection is there. */
  abstract void opened(Channel connection);

  /** The first byte of a line has come. */
  abstract void began(byte first);

  /** A line has come, without its end. */
  abstract void line(byte[] line);

  /** A line of more than {@code most} bytes has come; what is left of it is skipped. */
  abstract void lineTooLong(int most);

  /** A line has come that will never end. */
  abstract void lineNeverEnds();

  /** Whether nothing more can be taken now; {@link #goOn} when that is over. */
  abstract boolean isHeld();

  /** Whether whatever comes is of no interest any more. */
  abstract boolean isOver();

  /** The connection is gone. */
  abstract void closed();

  /** Allows longer lines from now on. */
  final void allow(int bytes) {
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
      opened(channel());
    }
  }

  @Override
  public final void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    unread = unread.isReadable() ? Unpooled.wrappedBuffer(unread, bytes) : bytes;
    readOn();
  }

  private void readOn() {
    while (!isHeld() && !isOver() && unread.isReadable()) {
      if (lines.bufferedBytes() == 0) {
        began(unread.getByte(unread.readerIndex()));
      }
      switch (lines.next(unread)) {
        case LINE -> line(lines.line());
        case TOO_LONG -> lineTooLong(lines.maxLine());
        case UNTERMINATED -> lineNeverEnds();
        case NEED_MORE -> {}
      }
    }
    if (isOver() || !unread.isReadable()) {
      letGo();
    }
    if (saidAll && !isHeld()) {
      hangUp();
    } else {
      channel().config().setAutoRead(!isHeld());
    }
  }

  private void letGo() {
    unread.release();
    unread = Unpooled.EMPTY_BUFFER;
  }

  /** What held it up may be over. */
  public final void goOn() {
    if (isOpen()) {
      readOn();
    }
  }

  /** The other end has sent its last; what waits to be taken is taken before we close too. */
  @Override
  public final void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      saidAll = true;
      readOn();
    }
  }

  @Override
  public final void channelInactive(ChannelHandlerContext context) {
    letGo();
    if (channel() != null) {
      closed();
    }
  }
}
