package org.kymata.transport.rest;

import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.kymata.errors.DomainException;
import org.kymata.errors.DomainException.Kind;
import org.kymata.http.ContentEncodings;
import org.kymata.http.ProblemResponse;
import org.kymata.json.Problem;
import org.kymata.security.Caller;
import org.kymata.security.CallerRevalidator;
import org.kymata.security.ClientAddress;
import org.kymata.security.FormFields;

/**
 * Admits requests with a body. A body that has arrived completely passes at once; the rest of any
 * other blocks a thread, for which there are few places (ADR 14). Behind this filter no reader
 * waits for a body.
 */
public class RequestBodyFilter extends HttpFilter {

  private static final long serialVersionUID = 1L;
  private static final long BODY_TIMEOUT_SECONDS = 20;
  private static final long FORM_TIMEOUT_SECONDS = 10;
  private static final String LOGIN = "/login";

  @Inject private transient ConcurrencyLimit concurrencyLimit;
  @Inject private transient CallerRevalidator callers;

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (request.getContentLengthLong() == 0
        || request.getContentLengthLong() < 0 && request.getHeader("Transfer-Encoding") == null) {
      chain.doFilter(request, response);
    } else if (request.getUserPrincipal() instanceof Caller.Node node) {
      filterNodeRequest(node.id().value(), request, response, chain);
    } else {
      readBody(request, response, chain);
    }
  }

  private void filterNodeRequest(
      String node, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (!concurrencyLimit.tryAcquireCall(node)) {
      rejectTooMany(
          response,
          "this node makes more than "
              + ConcurrencyLimit.MAX_CALLS_PER_NODE
              + " calls at a time; send more readings in each");
      return;
    }
    try {
      readBody(request, response, chain);
    } finally {
      concurrencyLimit.releaseCall(node);
    }
  }

  private void readBody(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    boolean isForm = request.getServletPath().equals(LOGIN);
    if (request.getInputStream().available() >= length(request)) {
      proceed(request, response, chain);
      return;
    }
    String address = ClientAddress.of(request);
    if (!tryAcquireSlow(isForm, address)) {
      rejectTooMany(
          response, "too many unfinished bodies from this address; send each body at once");
      return;
    }
    byte[] body = null;
    try {
      body = awaitBody(request.getInputStream(), isForm);
      // While the hub waited for the body, its sender may have been signed out.
      callers.requireCurrent(request.getUserPrincipal());
    } catch (DomainException failure) {
      response.setHeader("Connection", "close");
      ProblemResponse.send(response, failure);
      return;
    } finally {
      releaseSlow(isForm, address);
    }
    if (body == null) {
      response.setHeader("Connection", "close");
      String message = "the body took too long; send it at once";
      ProblemResponse.send(response, new Problem(408, message));
    } else {
      proceed(new BufferedRequest(request, body), response, chain);
    }
  }

  /** Passes the request on, inflated if it is gzip. */
  private void proceed(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (!ContentEncodings.isGzip(request)) {
      chain.doFilter(request, response);
    } else if (concurrencyLimit.tryAcquireGzipBody()) {
      try (GunzippedRequest inflated = new GunzippedRequest(request)) {
        chain.doFilter(inflated, response);
      } finally {
        concurrencyLimit.releaseGzipBody();
      }
    } else {
      rejectTooMany(response, "too many gzip bodies are being read; send it again in a second");
    }
  }

  private boolean tryAcquireSlow(boolean isForm, String address) {
    return isForm
        ? concurrencyLimit.tryAcquireSlowForm(address)
        : concurrencyLimit.tryAcquireSlowBody(address);
  }

  private void releaseSlow(boolean isForm, String address) {
    if (isForm) {
      concurrencyLimit.releaseSlowForm(address);
    } else {
      concurrencyLimit.releaseSlowBody(address);
    }
  }

  private static long length(HttpServletRequest request) {
    long length = request.getContentLengthLong();
    // The length of a chunked body is unknown.
    return length < 0 ? Long.MAX_VALUE : length;
  }

  /** The body, or enough of it to see that it is too large; null when it takes too long. */
  private static byte[] awaitBody(ServletInputStream in, boolean isForm) {
    int maxBytes = isForm ? FormFields.MAX_BYTES : RequestBody.MAX_BYTES;
    long timeoutSeconds = isForm ? FORM_TIMEOUT_SECONDS : BODY_TIMEOUT_SECONDS;
    long startNanos = System.nanoTime();
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    byte[] buffer = new byte[8_192];
    try {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        body.write(buffer, 0, read);
        if (body.size() > maxBytes) {
          break;
        }
        if (System.nanoTime() - startNanos > TimeUnit.SECONDS.toNanos(timeoutSeconds)) {
          return null;
        }
      }
    } catch (IOException e) {
      throw RequestBody.incomplete();
    }
    return body.toByteArray();
  }

  private static void rejectTooMany(HttpServletResponse response, String message) {
    // The rest of the body is not read.
    response.setHeader("Connection", "close");
    ProblemResponse.send(response, new DomainException(Kind.TOO_MANY, message, 1));
  }
}
