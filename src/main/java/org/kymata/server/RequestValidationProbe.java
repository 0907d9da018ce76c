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
 * Has the server refuse malformed requests. Payara answers some of them with an empty 200 before a
 * filter of ours sees them (a malformed Host, {@code /%}), and takes divisions of a body that
 * others read otherwise (RFC 9112 11.2). Grizzly, its HTTP layer, lets probes watch what it parses,
 * and takes an exception of theirs for one of its own: it answers 400 and closes. By reflection,
 * since the server's classes are not the application's to compile against. See {@code
 * docs/adr/0022}.
 */
@Singleton
@Startup
@TransactionManagement(TransactionManagementType.BEAN)
public class RequestValidationProbe {

  private static final Logger LOG = System.getLogger(RequestValidationProbe.class.getName());
  private static final String CHUNKS = "kymata.chunks";

  // The server waits for the CR and LF behind a chunk.
  private static final int CHUNK_TAKEN = 3;

  private final List<Object> probedCodecs = new ArrayList<>();
  private final AtomicBoolean failureLogged = new AtomicBoolean();
  private Object probe;
  private GrizzlyHttpReflection grizzly;

  /** Watches all listeners that there are. */
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

  /** Lets go of the listeners, which outlive this deployment. */
  @PreDestroy
  public void uninstall() {
    for (Object codec : probedCodecs) {
      try {
        grizzly.configure(codec, "removeProbes", probe);
      } catch (ReflectiveOperationException | RuntimeException e) {
        LOG.log(Level.WARNING, "A listener could not be let go: {0}", e.toString());
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
        // What the server sends, and what else it tells.
      }
    }
    return null;
  }

  private void checkHead(Object request, int length) {
    RequestSyntaxValidator.Violation complaint = null;
    try {
      String head = grizzly.head(request, length);
      // What another request left in the same buffer does not count.
      int before = head.lastIndexOf("\r\n\r\n", head.length() - 5);
      complaint =
          RequestSyntaxValidator.headViolation(before < 0 ? head : head.substring(before + 4));
      grizzly.setAttribute(request, CHUNKS, new ChunkedEncodingValidator());
      if (complaint == null && grizzly.ignoreUpgrade(request)) {
        complaint = new RequestSyntaxValidator.Violation(400, "the request is malformed");
      }
    } catch (ReflectiveOperationException e) {
      logFailure(e);
    }
    if (complaint != null) {
      reject(request, complaint);
    }
  }

  private void checkChunks(Object request, Object buffer) {
    String complaint = null;
    try {
      Object content = grizzly.contentState.invoke(request);
      boolean inChunk = grizzly.chunkRemainder.getLong(content) > 0;
      if (!grizzly.isChunked(request) || inChunk) {
        return;
      }
      if (grizzly.getAttribute(request, CHUNKS) instanceof ChunkedEncodingValidator syntax) {
        int state = grizzly.state.getInt(grizzly.headerState.invoke(request));
        complaint =
            syntax.violation(
                at -> grizzly.byteAt(buffer, at),
                grizzly.position(buffer),
                grizzly.limit(buffer),
                state == CHUNK_TAKEN);
      }
    } catch (ReflectiveOperationException e) {
      logFailure(e);
    }
    if (complaint != null) {
      reject(request, new RequestSyntaxValidator.Violation(400, complaint));
    }
  }

  /** The words stand beside the status, the one place that there is so early. */
  private void reject(Object request, RequestSyntaxValidator.Violation complaint) {
    try {
      grizzly.setResponse(request, complaint.status(), complaint.message());
    } catch (ReflectiveOperationException e) {
      logFailure(e);
    }
    throw new IllegalArgumentException(complaint.message());
  }

  private void logFailure(ReflectiveOperationException e) {
    if (failureLogged.compareAndSet(false, true)) {
      LOG.log(Level.WARNING, "This server may answer malformed requests: {0}", e.toString());
    }
  }
}
