package org.kymata.hosts.agent;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.kymata.net.RemoteAddress;

/**
 * The base of all connections to hosts, independent of the protocol. Runs on its event loop's
 * thread, where nothing may block.
 */
public abstract class ConnectionHandler extends ChannelInboundHandlerAdapter {

  private static final Logger LOG = System.getLogger(ConnectionHandler.class.getName());

  private final String description;
  private Channel channel;

  /**
   * Creates the handler of one connection.
   *
   * @param description names the connection in the log
   */
  public ConnectionHandler(String description) {
    this.description = description;
  }

  /** Whether a subclass reports this fault itself; most faults are not reported there. */
  protected boolean handleKnownError(Throwable fault) {
    return false;
  }

  /** Sets the channel of this connection. */
  public final void attach(Channel connection) {
    channel = connection;
  }

  /** The channel; null before the connection opened. */
  public final Channel channel() {
    return channel;
  }

  /** Whether the connection is open. */
  public final boolean isOpen() {
    return channel != null && channel.isActive();
  }

  /** Closes the connection; pending messages go out first. */
  public final void disconnect() {
    channel.close();
  }

  /** The address of the other end. */
  public final String remoteAddress() {
    return RemoteAddress.hostOf(channel.remoteAddress());
  }

  /** Runs a task on the event loop's thread; from any thread. */
  public final void runOnLoop(Runnable work) {
    try {
      channel.eventLoop().execute(work);
    } catch (RejectedExecutionException e) {
      logStopping(e);
    }
  }

  /** Runs a task on the event loop's thread after a delay. */
  public final void schedule(Runnable work, long millis) {
    try {
      channel.eventLoop().schedule(work, millis, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      logStopping(e);
    }
  }

  private void logStopping(RejectedExecutionException e) {
    LOG.log(Level.DEBUG, "the hub stopped during " + description, e);
  }

  /** Runs a task repeatedly while the connection is open. */
  public final void scheduleRepeating(Runnable work, long millis) {
    schedule(
        () -> {
          if (isOpen()) {
            work.run();
            scheduleRepeating(work, millis);
          }
        },
        millis);
  }

  @Override
  public final void exceptionCaught(ChannelHandlerContext context, Throwable fault) {
    // A machine that lost its power shows as a reset; any other exception is a bug of the hub.
    Level level =
        handleKnownError(fault)
                || fault instanceof IOException
                || fault.getCause() instanceof IOException
            ? Level.DEBUG
            : Level.ERROR;
    LOG.log(level, description + " failed", fault);
    context.close();
  }
}
