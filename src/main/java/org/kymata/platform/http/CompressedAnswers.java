package org.kymata.platform.http;

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

/** Compresses what is made for a request: JSON, CSV and pages, for those who take gzip (ADR 22). */
public class CompressedAnswers extends HttpFilter {

  private static final long serialVersionUID = 1L;

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    boolean plain =
        request.getMethod().equals("HEAD")
            || Handshakes.asksToUpgrade(request)
            || !ContentEncodings.acceptsGzip(request);
    if (plain) {
      chain.doFilter(request, response);
      return;
    }
    GzipResponse gzip = new GzipResponse(response);
    FinishingRequest finishing = new FinishingRequest(request, gzip);
    boolean done = false;
    try {
      chain.doFilter(finishing, gzip);
      done = true;
    } finally {
      if (!done) {
        gzip.discard();
      } else if (finishing.async == null) {
        // Else it is finished with the answer, maybe by now: nothing of it is touched any more.
        gzip.finish();
      }
    }
  }

  /** A request whose answer, where it comes later, is finished before the server hears of it. */
  private static final class FinishingRequest extends HttpServletRequestWrapper {
    private final GzipResponse response;
    private volatile AsyncContext async;

    FinishingRequest(HttpServletRequest request, GzipResponse response) {
      super(request);
      this.response = response;
    }

    @Override
    public AsyncContext startAsync() {
      async = new FinishingContext(super.startAsync(), response);
      return async;
    }

    @Override
    public AsyncContext startAsync(ServletRequest request, ServletResponse given) {
      async = new FinishingContext(super.startAsync(request, given), response);
      return async;
    }

    @Override
    public AsyncContext getAsyncContext() {
      return async == null ? super.getAsyncContext() : async;
    }
  }
}
