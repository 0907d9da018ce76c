package org.kymata.server;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * The ports of the server and what happens at them: connections are seen when they are accepted and
 * bytes when they are read, long before a filter of ours is asked. By the probes of Grizzly's own
 * monitoring, reached by reflection, since the server's classes are not the application's to
 * compile against (ADR 24).
 */
final class GrizzlyConnectionMonitor implements AutoCloseable {

  /** Told what happens; by the server's threads, which must not wait. */
  interface Observer {
    /** A connection was accepted; {@code terminate} ends it at once. */
    void accepted(Object connection, InetSocketAddress from, Runnable terminate);

    /** Bytes were read. */
    void bytesReceived(Object connection, int bytes);

    /** The head of a request is complete. */
    void headersReceived(Object connection);

    /** Data came, without encryption: of a request, its head among it, or of a WebSocket. */
    void dataReceived(Object connection, ByteBuffer data);

    /** A request was answered. */
    void responseCompleted(Object connection);

    /** Bytes were written. */
    void bytesSent(Object connection, long bytes);

    /** It is closed. */
    void closed(Object connection);
  }

  private static final Logger LOG = System.getLogger(GrizzlyConnectionMonitor.class.getName());
  private static final int SHARED_ARRAY_BYTES = 4 << 10;
  private static final String KERNEL_PACKAGE = "com.sun.enterprise.v3.services.impl.";

  private final ClassLoader container;
  private final Observer observer;
  private final List<Runnable> removals = new ArrayList<>();
  private Method peer;
  private Method terminate;
  private Method toByteBuffer;

  /**
   * Begins to observe all ports of the server that take HTTP.
   *
   * @throws ReflectiveOperationException when this is not the server that we know
   */
  GrizzlyConnectionMonitor(ClassLoader container, Observer observer)
      throws ReflectiveOperationException {
    this.container = container;
    this.observer = observer;
    peer = containerClass("org.glassfish.grizzly.Connection").getMethod("getPeerAddress");
    terminate = containerClass("org.glassfish.grizzly.Closeable").getMethod("terminateSilently");
    toByteBuffer = containerClass("org.glassfish.grizzly.Buffer").getMethod("toByteBuffer");
    Object habitat =
        containerClass("org.glassfish.internal.api.Globals")
            .getMethod("getDefaultHabitat")
            .invoke(null);
    Class<?> service = containerClass(KERNEL_PACKAGE + "GrizzlyService");
    Object found =
        containerClass("org.glassfish.hk2.api.ServiceLocator")
            .getMethod("getService", Class.class, java.lang.annotation.Annotation[].class)
            .invoke(habitat, service, new java.lang.annotation.Annotation[0]);
    for (Object proxy : (Collection<?>) field(service, "proxies").get(found)) {
      if (containerClass(KERNEL_PACKAGE + "GrizzlyProxy").isInstance(proxy)) {
        observe(invokeGetter(proxy, "getUnderlyingListener"));
      }
    }
    if (removals.isEmpty()) {
      throw new NoSuchFieldException("no port that takes HTTP");
    }
  }

  private void observe(Object listener) throws ReflectiveOperationException {
    List<?> codecs = filters(listener, "org.glassfish.grizzly.http.HttpServerFilter");
    if (codecs.isEmpty()) {
      return;
    }
    Object transport = invokeGetter(listener, "getTransport");
    shareSmallArrays(transport);
    Object connections = newProbe("org.glassfish.grizzly.ConnectionProbe", this::onConnectionEvent);
    addProbe(invokeGetter(transport, "getConnectionMonitoringConfig"), connections);
    // Those that listen were made before, with the probes of then.
    Class<?> tcp = containerClass("org.glassfish.grizzly.nio.transport.TCPNIOTransport");
    for (Object listening : (Collection<?>) field(tcp, "serverConnections").get(transport)) {
      addProbe(invokeGetter(listening, "getMonitoringConfig"), connections);
    }
    for (Object codec : codecs) {
      addProbe(
          invokeGetter(codec, "getMonitoringConfig"),
          newProbe("org.glassfish.grizzly.http.HttpProbe", this::onHttpEvent));
    }
    for (Object answering :
        filters(listener, "org.glassfish.grizzly.http.server.HttpServerFilter")) {
      addProbe(
          invokeGetter(answering, "getMonitoringConfig"),
          newProbe("org.glassfish.grizzly.http.server.HttpServerProbe", this::onServerEvent));
    }
  }

  /**
   * What is read of a connection is a piece of an array that its thread shares among all, of 64 KB
   * unless set: one short request that waits for its answer would keep all of it.
   */
  private void shareSmallArrays(Object transport) throws ReflectiveOperationException {
    Object memory =
        containerClass("org.glassfish.grizzly.memory.HeapMemoryManager")
            .getConstructor(int.class)
            .newInstance(SHARED_ARRAY_BYTES);
    Method set =
        transport
            .getClass()
            .getMethod(
                "setMemoryManager", containerClass("org.glassfish.grizzly.memory.MemoryManager"));
    set.setAccessible(true);
    set.invoke(transport, memory);
  }

  private List<?> filters(Object listener, String type) throws ReflectiveOperationException {
    return (List<?>)
        listener
            .getClass()
            .getMethod("getFilters", Class.class)
            .invoke(listener, containerClass(type));
  }

  private void onConnectionEvent(String event, Object[] with) throws ReflectiveOperationException {
    switch (event) {
      case "onAcceptEvent" -> {
        if (peer.invoke(with[1]) instanceof InetSocketAddress from) {
          observer.accepted(with[1], from, () -> terminate(with[1]));
        }
      }
      case "onReadEvent" -> observer.bytesReceived(with[0], (Integer) with[2]);
      case "onWriteEvent" -> observer.bytesSent(with[0], (Long) with[2]);
      case "onCloseEvent" -> observer.closed(with[0]);
      default -> {
        // Of no interest.
      }
    }
  }

  private void onHttpEvent(String event, Object[] with) throws ReflectiveOperationException {
    if (event.equals("onDataReceivedEvent")) {
      observer.dataReceived(with[0], ((ByteBuffer) toByteBuffer.invoke(with[1])).duplicate());
    } else if (event.equals("onHeaderParseEvent")) {
      observer.headersReceived(with[0]);
    }
  }

  private void onServerEvent(String event, Object[] with) {
    if (event.equals("onRequestCompleteEvent")) {
      observer.responseCompleted(with[1]);
    }
  }

  private void terminate(Object connection) {
    try {
      terminate.invoke(connection);
    } catch (ReflectiveOperationException e) {
      LOG.log(Level.DEBUG, "a connection could not be ended", e);
    }
  }

  private interface ProbeEventHandler {
    void handle(String name, Object[] with) throws ReflectiveOperationException;
  }

  private Object newProbe(String type, ProbeEventHandler event) throws ClassNotFoundException {
    return Proxy.newProxyInstance(
        container,
        new Class<?>[] {containerClass(type)},
        (proxy, method, arguments) -> {
          if (method.getDeclaringClass() == Object.class) {
            return GrizzlyConnection.invokeObjectMethod(proxy, method, arguments);
          }
          try {
            event.handle(method.getName(), arguments);
          } catch (ReflectiveOperationException | RuntimeException e) {
            // The server's own work must go on.
            LOG.log(Level.DEBUG, "an event of a connection was not understood", e);
          }
          return null;
        });
  }

  private void addProbe(Object config, Object probe) throws ReflectiveOperationException {
    Class<?> type = probe.getClass().getInterfaces()[0];
    Object probes = Array.newInstance(type, 1);
    Array.set(probes, 0, probe);
    Class<?> configs = containerClass("org.glassfish.grizzly.monitoring.MonitoringConfig");
    configs.getMethod("addProbes", Object[].class).invoke(config, probes);
    Method remove = configs.getMethod("removeProbes", Object[].class);
    removals.add(
        () -> {
          try {
            remove.invoke(config, probes);
          } catch (ReflectiveOperationException e) {
            LOG.log(Level.DEBUG, "a probe could not be removed", e);
          }
        });
  }

  private Class<?> containerClass(String name) throws ClassNotFoundException {
    return Class.forName(name, true, container);
  }

  private static Object invokeGetter(Object of, String getter) throws ReflectiveOperationException {
    Method method = of.getClass().getMethod(getter);
    method.setAccessible(true);
    return method.invoke(of);
  }

  private static Field field(Class<?> type, String name) throws NoSuchFieldException {
    Field field = type.getDeclaredField(name);
    field.setAccessible(true);
    return field;
  }

  /** Ends it. */
  @Override
  public void close() {
    removals.forEach(Runnable::run);
    removals.clear();
  }
}
