package org.kymata.server;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.kymata.http.ChunkedEncodingValidator;
import org.kymata.http.RequestSyntaxValidator;

/**
 * Makes the server refuse malformed requests. Payara answers some of them with an empty 200 before
 * any of Kymata's filters sees them (a malformed Host, {@code /%}), and accepts chunk delimiters
 * that others read differently (RFC 9112 11.2). Grizzly, its HTTP layer, lets probes watch its
 * parser and treats their exceptions as its own: it answers 400 and closes. Uses reflection, since
 * the application cannot compile against the server's classes. See {@code docs/adr/0022}.
 */
@Singleton
@Startup
@TransactionManagement(TransactionManagementType.BEAN)
public class RequestValidationProbe {

  private static final Logger LOG = System.getLogger(RequestValidationProbe.class.getName());
  private static final String CHUNKS = "kymata.chunks";

  // The server waits for the CR and LF after a chunk.
  private static final int CHUNK_TAKEN = 3;

  private final List<Object> probedCodecs = new ArrayList<>();
  private final AtomicBoolean failureLogged = new AtomicBoolean();
  private Object probe;
  private GrizzlyHttpReflection grizzly;

  /** Installs probes at all listeners. */
  @PostConstruct
  public void install() {
    try {
      grizzly = new GrizzlyHttpReflection(getClass().getClassLoader());
      probe =
          Proxy.newProxyInstance(grizzly.probeType.getClassLoader(), types(), this::onProbeEvent);
      for (Object codec : grizzly.codecs()) {
        addProbe(codec);
      }
    } catch (ReflectiveOperationException | RuntimeException e) {
      LOG.log(Level.WARNING, "This server may answer malformed requests: {0}", e.toString());
    }
  }

  private void addProbe(Object codec) throws ReflectiveOperationException {
    grizzly.configure(codec, "addProbes", probe);
    probedCodecs.add(codec);
  }

  private Class<?>[] types() {
    return new Class<?>[] {grizzly.probeType};
  }

  /** Removes the probes: the listeners outlive this deployment. */
  @PreDestroy
  public void uninstall() {
    for (Object codec : probedCodecs) {
      try {
        grizzly.configure(codec, "removeProbes", probe);
      } catch (ReflectiveOperationException | RuntimeException e) {
        LOG.log(Level.WARNING, "A probe could not be removed: {0}", e.toString());
      }
    }
    probedCodecs.clear();
  }

  private Object onProbeEvent(Object proxy, Method method, Object[] arguments) {
    switch (method.getName()) {
      case "onHeaderParseEvent" -> checkHead(arguments[1], (int) arguments[2]);
      case "onTransferEncodingParseEvent" -> checkChunks(arguments[1], arguments[2]);
      case "equals" -> {
        return proxy == arguments[0];
      }
      case "hashCode" -> {
        return System.identityHashCode(proxy);
      }
      case "toString" -> {
        return "Kymata's check of requests";
      }
      default -> {
        // Other events, such as the server's own responses.
      }
    }
    return null;
  }

  private void checkHead(Object request, int length) {
    RequestSyntaxValidator.Violation violation = null;
    try {
      String head = grizzly.head(request, length);
      // The buffer may start with another request.
      int before = head.lastIndexOf("\r\n\r\n", head.length() - 5);
      violation =
          RequestSyntaxValidator.headViolation(before < 0 ? head : head.substring(before + 4));
      grizzly.setAttribute(request, CHUNKS, new ChunkedEncodingValidator());
      if (violation == null && grizzly.ignoreUpgrade(request)) {
        violation = new RequestSyntaxValidator.Violation(400, "the request is malformed");
      }
    } catch (ReflectiveOperationException e) {
      logFailure(e);
    }
    if (violation != null) {
      reject(request, violation);
    }
  }

  private void checkChunks(Object request, Object buffer) {
    String violation = null;
    try {
      Object content = grizzly.contentState.invoke(request);
      boolean inChunk = grizzly.chunkRemainder.getLong(content) > 0;
      if (!grizzly.isChunked(request) || inChunk) {
        return;
      }
      if (grizzly.getAttribute(request, CHUNKS) instanceof ChunkedEncodingValidator syntax) {
        int state = grizzly.state.getInt(grizzly.headerState.invoke(request));
        violation =
            syntax.violation(
                at -> grizzly.byteAt(buffer, at),
                grizzly.position(buffer),
                grizzly.limit(buffer),
                state == CHUNK_TAKEN);
      }
    } catch (ReflectiveOperationException e) {
      logFailure(e);
    }
    if (violation != null) {
      reject(request, new RequestSyntaxValidator.Violation(400, violation));
    }
  }

  /** The message goes beside the status: so early there is no other place. */
  private void reject(Object request, RequestSyntaxValidator.Violation violation) {
    try {
      grizzly.setResponse(request, violation.status(), violation.message());
    } catch (ReflectiveOperationException e) {
      logFailure(e);
    }
    throw new IllegalArgumentException(violation.message());
  }

  private void logFailure(ReflectiveOperationException e) {
    if (failureLogged.compareAndSet(false, true)) {
      LOG.log(Level.WARNING, "This server may answer malformed requests: {0}", e.toString());
    }
  }
}
