package org.kymata.platform.http;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

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
public class StrictRequests {

  private static final Logger LOG = System.getLogger(StrictRequests.class.getName());
  private static final String CHUNKS = "kymata.chunks";

  // The server waits for the CR and LF behind a chunk.
  private static final int CHUNK_TAKEN = 3;

  private final List<Object> watched = new ArrayList<>();
  private final AtomicBoolean complained = new AtomicBoolean();
  private Object probe;
  private Grizzly grizzly;

  /** Watches all listeners that there are. */
  @PostConstruct
  public void begin() {
    try {
      grizzly = new Grizzly(getClass().getClassLoader());
      probe = Proxy.newProxyInstance(grizzly.probeType.getClassLoader(), types(), this::called);
      for (Object codec : grizzly.codecs()) {
        watch(codec);
      }
    } catch (ReflectiveOperationException | RuntimeException e) {
      LOG.log(Level.WARNING, "This server may answer malformed requests: {0}", e.toString());
    }
  }

  private void watch(Object codec) throws ReflectiveOperationException {
    grizzly.configure(codec, "addProbes", probe);
    watched.add(codec);
  }

  private Class<?>[] types() {
    return new Class<?>[] {grizzly.probeType};
  }

  /** Lets go of the listeners, which outlive this deployment. */
  @PreDestroy
  public void end() {
    for (Object codec : watched) {
      try {
        grizzly.configure(codec, "removeProbes", probe);
      } catch (ReflectiveOperationException | RuntimeException e) {
        LOG.log(Level.WARNING, "A listener could not be let go: {0}", e.toString());
      }
    }
    watched.clear();
  }

  private Object called(Object proxy, Method method, Object[] arguments) {
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
    RequestSyntax.Complaint complaint = null;
    try {
      String head = grizzly.head(request, length);
      // What another request left in the same buffer does not count.
      int before = head.lastIndexOf("\r\n\r\n", head.length() - 5);
      complaint = RequestSyntax.complaintAboutHead(before < 0 ? head : head.substring(before + 4));
      grizzly.keep(request, CHUNKS, new ChunkSyntax());
    } catch (ReflectiveOperationException e) {
      complain(e);
    }
    if (complaint != null) {
      refuse(request, complaint);
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
      if (grizzly.kept(request, CHUNKS) instanceof ChunkSyntax syntax) {
        int state = grizzly.state.getInt(grizzly.headerState.invoke(request));
        complaint =
            syntax.complaint(
                at -> grizzly.at(buffer, at),
                grizzly.position(buffer),
                grizzly.limit(buffer),
                state == CHUNK_TAKEN);
      }
    } catch (ReflectiveOperationException e) {
      complain(e);
    }
    if (complaint != null) {
      refuse(request, new RequestSyntax.Complaint(400, complaint));
    }
  }

  /** The words stand beside the status, the one place that there is so early. */
  private void refuse(Object request, RequestSyntax.Complaint complaint) {
    try {
      grizzly.answer(request, complaint.status(), complaint.words());
    } catch (ReflectiveOperationException e) {
      complain(e);
    }
    throw new IllegalArgumentException(complaint.words());
  }

  private void complain(ReflectiveOperationException e) {
    if (complained.compareAndSet(false, true)) {
      LOG.log(Level.WARNING, "This server may answer malformed requests: {0}", e.toString());
    }
  }

  /** What is used of the server's classes. */
  private static final class Grizzly {
    private final Class<?> probeType;
    private final Class<?> codecType;
    private final Method contentState;
    private final Method headerState;
    private final Field chunkRemainder;
    private final Field state;
    private final Field headerBuffer;
    private final Method text;
    private final Method get;
    private final Method position;
    private final Method limit;
    private final Method isChunked;
    private final Method setAttribute;
    private final Method getAttribute;
    private final Method response;
    private final Method setStatus;
    private final Method setReason;
    private final ClassLoader loader;

    Grizzly(ClassLoader loader) throws ReflectiveOperationException {
      this.loader = loader;
      probeType = type("http.HttpProbe");
      codecType = type("http.HttpCodecFilter");
      Class<?> parsing = type("http.HttpPacketParsing");
      contentState = parsing.getMethod("getContentParsingState");
      headerState = parsing.getMethod("getHeaderParsingState");
      chunkRemainder = contentState.getReturnType().getField("chunkRemainder");
      state = headerState.getReturnType().getField("state");
      Class<?> header = type("http.HttpHeader");
      headerBuffer = header.getDeclaredField("headerBuffer");
      headerBuffer.setAccessible(true);
      isChunked = header.getMethod("isChunked");
      Class<?> buffer = type("Buffer");
      text = buffer.getMethod("toStringContent", Charset.class, int.class, int.class);
      get = buffer.getMethod("get", int.class);
      position = buffer.getMethod("position");
      limit = buffer.getMethod("limit");
      Class<?> request = type("http.HttpRequestPacket");
      setAttribute = request.getMethod("setAttribute", String.class, Object.class);
      getAttribute = request.getMethod("getAttribute", String.class);
      response = request.getMethod("getResponse");
      setStatus = response.getReturnType().getMethod("setStatus", int.class);
      setReason = response.getReturnType().getMethod("setReasonPhrase", String.class);
    }

    private Class<?> type(String name) throws ClassNotFoundException {
      return Class.forName("org.glassfish.grizzly." + name, true, loader);
    }

    /** The HTTP layers of all listeners. */
    List<Object> codecs() throws ReflectiveOperationException {
      Class<?> globals = Class.forName("org.glassfish.internal.api.Globals", true, loader);
      Class<?> type =
          Class.forName("com.sun.enterprise.v3.services.impl.GrizzlyService", true, loader);
      Object service = globals.getMethod("get", Class.class).invoke(null, type);
      Field proxies = type.getDeclaredField("proxies");
      proxies.setAccessible(true);
      List<Object> codecs = new ArrayList<>();
      for (Object listener : (Collection<?>) proxies.get(service)) {
        Object below = listener.getClass().getMethod("getUnderlyingListener").invoke(listener);
        Object filters =
            below.getClass().getMethod("getFilters", Class.class).invoke(below, codecType);
        codecs.addAll((Collection<?>) filters);
      }
      return codecs;
    }

    void configure(Object codec, String what, Object probe) throws ReflectiveOperationException {
      Object probes = Array.newInstance(probeType, 1);
      Array.set(probes, 0, probe);
      Object monitoring = codecType.getMethod("getMonitoringConfig").invoke(codec);
      type("monitoring.MonitoringConfig")
          .getMethod(what, Object[].class)
          .invoke(monitoring, (Object) probes);
    }

    String head(Object request, int length) throws ReflectiveOperationException {
      Object buffer = headerBuffer.get(request);
      return (String) text.invoke(buffer, StandardCharsets.ISO_8859_1, 0, length);
    }

    boolean isChunked(Object request) throws ReflectiveOperationException {
      return (boolean) isChunked.invoke(request);
    }

    int position(Object buffer) throws ReflectiveOperationException {
      return (int) position.invoke(buffer);
    }

    int limit(Object buffer) throws ReflectiveOperationException {
      return (int) limit.invoke(buffer);
    }

    int at(Object buffer, int place) {
      try {
        return (byte) get.invoke(buffer, place);
      } catch (IllegalAccessException | InvocationTargetException e) {
        throw new IllegalStateException(e);
      }
    }

    void keep(Object request, String name, Object value) throws ReflectiveOperationException {
      setAttribute.invoke(request, name, value);
    }

    Object kept(Object request, String name) throws ReflectiveOperationException {
      return getAttribute.invoke(request, name);
    }

    void answer(Object request, int status, String words) throws ReflectiveOperationException {
      Object answer = response.invoke(request);
      setStatus.invoke(answer, status);
      setReason.invoke(answer, words);
    }
  }
}
