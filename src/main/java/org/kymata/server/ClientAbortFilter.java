package org.kymata.http;

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
 * <p>An {@link IOException} that leaves a request comes from its connection; failures of Kymata's
 * own files and stores have other types.
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
    } catch (IOException e) {
      aborts.count(e);
    } catch (ServletException e) {
      if (!isOfConnection(e)) {
        throw e;
      }
      aborts.count(e);
    }
  }

  /** Whether {@code fault} comes from the connection, whatever wraps it. */
  static boolean isOfConnection(Throwable fault) {
    for (Throwable each = fault; each != null; each = each.getCause()) {
      if (each instanceof IOException) {
        return true;
      }
      if (each == each.getCause()) {
        return false;
      }
    }
    return false;
  }
}
