package org.kymata.server;

import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Keeps the container from logging a stack trace, under one lock for all threads, whenever a client
 * closes its connection: strangers could fill the log and block every thread that way.
 *
 * <p>It passes on whatever fails while the connection is still open: that is no client that left,
 * and the container answers it.
 */
public class ClientAbortFilter extends HttpFilter {

  private static final long serialVersionUID = 1L;

  @Inject private transient ClientAborts aborts;

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    try {
      chain.doFilter(request, response);
    } catch (IOException | ServletException e) {
      if (!isOfConnection(e) || isOpen(request)) {
        throw e;
      }
      aborts.count(e);
    }
  }

  private static boolean isOpen(HttpServletRequest request) {
    try {
      return GrizzlyConnection.of(request).isOpen();
    } catch (ReflectiveOperationException | RuntimeException e) {
      // Not the server that this class knows: it handles the failure itself.
      return true;
    }
  }

  /** Whether {@code fault} comes from the connection, whatever wraps it. */
  static boolean isOfConnection(Throwable fault) {
    for (Throwable each = fault; each != null; each = each.getCause()) {
      if (each instanceof IOException) {
        return true;
      }
    }
    return false;
  }
}
