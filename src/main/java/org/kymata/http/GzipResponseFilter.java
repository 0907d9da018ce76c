package org.kymata.http;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Compresses generated responses, such as JSON, CSV and pages, for clients that accept gzip (ADR
 * 22).
 */
public class GzipResponseFilter extends HttpFilter {

  private static final long serialVersionUID = 1L;

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    boolean plain =
        request.getMethod().equals("HEAD")
            || WebSocketHandshakes.hasUpgradeHeader(request)
            || !ContentEncodings.acceptsGzip(request);
    if (plain) {
      chain.doFilter(request, response);
      return;
    }
    GzipResponseWrapper gzip = new GzipResponseWrapper(response);
    FinishingRequest finishing = new FinishingRequest(request, gzip);
    boolean done = false;
    try {
      chain.doFilter(finishing, gzip);
      done = true;
    } finally {
      if (!done) {
        gzip.discard();
      } else if (finishing.async == null) {
        // Else the container is finished with the response, maybe already: it must not be touched
        // any more.
        gzip.finish();
      }
    }
  }

  /** A request whose compressed response is finished before the server completes it. */
  private static final class FinishingRequest extends HttpServletRequestWrapper {
    private final GzipResponseWrapper response;
    private volatile AsyncContext async;

    FinishingRequest(HttpServletRequest request, GzipResponseWrapper response) {
      super(request);
      this.response = response;
    }

    @Override
    public AsyncContext startAsync() {
      async = new GzipAsyncContext(super.startAsync(), response);
      return async;
    }

    @Override
    public AsyncContext startAsync(ServletRequest request, ServletResponse servletResponse) {
      async = new GzipAsyncContext(super.startAsync(request, servletResponse), response);
      return async;
    }

    @Override
    public AsyncContext getAsyncContext() {
      return async == null ? super.getAsyncContext() : async;
    }
  }
}
