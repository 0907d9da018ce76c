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
 * Observes the server's ports: connections when they are accepted, bytes when they are read, long
 * before any of Kymata's filters runs. Uses the probes of Grizzly's own monitoring by reflection,
 * since the application cannot compile against the server's classes (ADR 24).
 */
final class GrizzlyConnectionMonitor implements AutoCloseable {

  /** Receives the events, on the server's threads; must not block. */
  interface Observer {
    /** A connection was accepted; {@code terminate} ends it at once. */
    void accepted(Object connection, InetSocketAddress from, Runnable terminate);

    /** Bytes were read. */
    void bytesReceived(Object connection, int bytes);

    /** The head of a request is complete. */
    void headersReceived(Object connection);

    /** Decrypted data was read: of a request, head included, or of a WebSocket. */
    void dataReceived(Object connection, ByteBuffer data);

    /** The response of a request is complete. */
    void responseCompleted(Object connection);

    /** Bytes were written. */
    void bytesSent(Object connection, long bytes);

    /** The connection is closed. */
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
   * Starts to observe all of the server's HTTP ports.
   *
   * @throws ReflectiveOperationException when this server is not the one that this class knows
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
      throw new NoSuchFieldException("no HTTP port");
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
    // Listening connections were created before, with the probes of that time.
    Class<?> tcp = containerClass("org.glassfish.grizzly.nio.transport.TCPNIOTransport");
    for (Object listening : (Collection<?>) field(tcp, "serverConnections").get(transport)) {
      addProbe(invokeGetter(listening, "getMonitoringConfig"), connections);
    }
    for (Object codec : codecs) {
      addProbe(
          invokeGetter(codec, "getMonitoringConfig"),
          newProbe("org.glassfish.grizzly.http.HttpProbe", this::onHttpEvent));
    }
    for (Object serverFilter :
        filters(listener, "org.glassfish.grizzly.http.server.HttpServerFilter")) {
      addProbe(
          invokeGetter(serverFilter, "getMonitoringConfig"),
          newProbe("org.glassfish.grizzly.http.server.HttpServerProbe", this::onServerEvent));
    }
  }

  /**
   * Each thread reads into pieces of an array that its connections share, 64 KB by default: one
   * short request that waits for its response would keep the whole array in memory.
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

  private void onConnectionEvent(String event, Object[] arguments)
      throws ReflectiveOperationException {
    switch (event) {
      case "onAcceptEvent" -> {
        if (peer.invoke(arguments[1]) instanceof InetSocketAddress from) {
          observer.accepted(arguments[1], from, () -> terminate(arguments[1]));
        }
      }
      case "onReadEvent" -> observer.bytesReceived(arguments[0], (Integer) arguments[2]);
      case "onWriteEvent" -> observer.bytesSent(arguments[0], (Long) arguments[2]);
      case "onCloseEvent" -> observer.closed(arguments[0]);
      default -> {
        // Not needed.
      }
    }
  }

  private void onHttpEvent(String event, Object[] arguments) throws ReflectiveOperationException {
    if (event.equals("onDataReceivedEvent")) {
      observer.dataReceived(
          arguments[0], ((ByteBuffer) toByteBuffer.invoke(arguments[1])).duplicate());
    } else if (event.equals("onHeaderParseEvent")) {
      observer.headersReceived(arguments[0]);
    }
  }

  private void onServerEvent(String event, Object[] arguments) {
    if (event.equals("onRequestCompleteEvent")) {
      observer.responseCompleted(arguments[1]);
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
    void handle(String name, Object[] arguments) throws ReflectiveOperationException;
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
            // The server must continue.
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

  private static Object invokeGetter(Object target, String getter)
      throws ReflectiveOperationException {
    Method method = target.getClass().getMethod(getter);
    method.setAccessible(true);
    return method.invoke(target);
  }

  private static Field field(Class<?> type, String name) throws NoSuchFieldException {
    Field field = type.getDeclaredField(name);
    field.setAccessible(true);
    return field;
  }

  /** Removes the probes. */
  @Override
  public void close() {
    removals.forEach(Runnable::run);
    removals.clear();
  }
}
