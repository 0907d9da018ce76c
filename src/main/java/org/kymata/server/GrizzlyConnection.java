package org.kymata.server;

import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.function.Consumer;

/**
 * The TCP connection of a request in Payara, which the servlet API hides. It is reached by
 * reflection, since the application cannot compile against the server's classes.
 */
final class GrizzlyConnection {

  private final Object connection;

  private GrizzlyConnection(Object connection) {
    this.connection = connection;
  }

  /**
   * The connection of a request.
   *
   * @throws ReflectiveOperationException when this server is not the one that this class knows
   */
  static GrizzlyConnection of(ServletRequest request) throws ReflectiveOperationException {
    ServletRequest innermost = request;
    while (innermost instanceof ServletRequestWrapper wrapper) {
      innermost = wrapper.getRequest();
    }
    Object catalina = invokeGetter(innermost, "getUnwrappedCoyoteRequest");
    Object grizzly = invokeGetter(catalina, "getCoyoteRequest");
    return new GrizzlyConnection(
        invokeGetter(invokeGetter(grizzly, "getRequest"), "getConnection"));
  }

  /** The server's own object for the connection, as a key. */
  Object key() {
    return connection;
  }

  /** Whether neither side has closed it. */
  boolean isOpen() throws ReflectiveOperationException {
    return (boolean) invokeGetter(connection, "isOpen");
  }

  private static Object invokeGetter(Object from, String getter)
      throws ReflectiveOperationException {
    return from.getClass().getMethod(getter).invoke(from);
  }

  /** Runs {@code task} once the connection is closed, at once when it is; it must not block. */
  void onClose(Runnable task) throws ReflectiveOperationException {
    Class<?> type = grizzlyClass("CloseListener");
    connection
        .getClass()
        .getMethod("addCloseListener", type)
        .invoke(connection, newListener(type, called -> task.run()));
  }

  private Class<?> grizzlyClass(String name) throws ClassNotFoundException {
    return Class.forName(
        "org.glassfish.grizzly." + name, true, connection.getClass().getClassLoader());
  }

  /**
   * Implements the server's interface {@code type} and passes on the names of the methods called.
   */
  private static Object newListener(Class<?> type, Consumer<String> called) {
    return Proxy.newProxyInstance(
        type.getClassLoader(),
        new Class<?>[] {type},
        (proxy, method, arguments) -> {
          if (method.getDeclaringClass() == Object.class) {
            return invokeObjectMethod(proxy, method, arguments);
          }
          called.accept(method.getName());
          return null;
        });
  }

  /**
   * The queue of outgoing bytes.
   *
   * @throws ReflectiveOperationException when this server is not the one that this class knows, or
   *     when the server encrypts the bytes itself
   */
  OutputQueue output() throws ReflectiveOperationException {
    if (invokeGetter(connection, "getProcessor") instanceof List<?> filters
        && filters.stream().noneMatch(each -> each.getClass().getName().contains("SSL"))) {
      return new OutputQueue();
    }
    throw new NoSuchMethodException("no way to write past the filters of this connection");
  }

  /** Writes byte arrays into a connection's queue, one after the other. */
  final class OutputQueue {
    private final Object memory;
    private final Object writer;
    private final Method write;
    private final Method wrap;
    private final Object completionHandler;
    private volatile Consumer<Boolean> done;

    private OutputQueue() throws ReflectiveOperationException {
      memory = invokeGetter(connection, "getMemoryManager");
      writer =
          invokeGetter(
              invokeGetter(invokeGetter(connection, "getTransport"), "getAsyncQueueIO"),
              "getWriter");
      Class<?> handler = grizzlyClass("CompletionHandler");
      write =
          grizzlyClass("Writer")
              .getMethod(
                  "write",
                  grizzlyClass("Connection"),
                  grizzlyClass("asyncqueue.WritableMessage"),
                  handler);
      wrap =
          grizzlyClass("memory.Buffers")
              .getMethod("wrap", grizzlyClass("memory.MemoryManager"), byte[].class);
      completionHandler = newListener(handler, this::onWritten);
    }

    /**
     * Writes bytes, which must not change any more. The next call must wait for {@code done}, which
     * gets whether they were written.
     */
    void write(byte[] bytes, Consumer<Boolean> done)
        throws IllegalAccessException, InvocationTargetException {
      this.done = done;
      write.invoke(writer, connection, wrap.invoke(null, memory, bytes), completionHandler);
    }

    private void onWritten(String called) {
      switch (called) {
        case "completed" -> done.accept(true);
        case "failed", "cancelled" -> done.accept(false);
        default -> {
          // Still being written.
        }
      }
    }
  }

  /** Closes the connection at once, with unsent bytes. */
  void terminate() throws ReflectiveOperationException {
    connection.getClass().getMethod("terminateSilently").invoke(connection);
  }

  // A collection calls these on a proxy.
  static Object invokeObjectMethod(Object proxy, Method method, Object[] arguments) {
    return switch (method.getName()) {
      case "equals" -> proxy == arguments[0];
      case "hashCode" -> System.identityHashCode(proxy);
      default -> "Kymata's listener of a connection";
    };
  }
}
