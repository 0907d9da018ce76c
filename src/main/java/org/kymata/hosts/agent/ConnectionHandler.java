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
 * What every connection to a host has in common, whatever is spoken on it. All of it happens on its
 * event loop's thread, where nothing may block.
 */
public abstract class ConnectionHandler extends ChannelInboundHandlerAdapter {

  private static final Logger LOG = System.getLogger(ConnectionHandler.class.getName());

  private final String description;
  private Channel channel;

  /**
   * For one connection.
   *
   * @param what it is, for the log
   */
  public ConnectionHandler(String what) {
    this.description = what;
  }

  /** Whether a fault is one that is told elsewhere; what breaks a connection mostly is not. */
  protected boolean handleKnownError(Throwable fault) {
    return false;
  }

  /** From now on it is this connection's. */
  public final void attach(Channel connection) {
    channel = connection;
  }

  /** The connection; null before there is one. */
  public final Channel channel() {
    return channel;
  }

  /** Whether the connection is there. */
  public final boolean isOpen() {
    return channel != null && channel.isActive();
  }

  /** Ends the connection; what was said before goes out first. */
  public final void disconnect() {
    channel.close();
  }

  /** From where the other end is connected. */
  public final String remoteAddress() {
    return RemoteAddress.hostOf(channel.remoteAddress());
  }

  /** Does something on the event loop's thread; from any thread. */
  public final void runOnLoop(Runnable work) {
    try {
      channel.eventLoop().execute(work);
    } catch (RejectedExecutionException e) {
      logStopping(e);
    }
  }

  /** Does something on the event loop's thread after a while. */
  public final void schedule(Runnable work, long millis) {
    try {
      channel.eventLoop().schedule(work, millis, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      logStopping(e);
    }
  }

  private void logStopping(RejectedExecutionException e) {
    LOG.log(Level.DEBUG, "the hub stops during " + description, e);
  }

  /** Does something again and again, for as long as the connection is there. */
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
    // A reset is how a machine without power looks; anything else is a mistake of ours.
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
