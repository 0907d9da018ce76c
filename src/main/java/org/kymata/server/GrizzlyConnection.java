package org.kymata.server;

import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.function.Consumer;

/**
 * The TCP connection of a request in Payara, of which the servlet API knows nothing: reached by
 * reflection, since the server's classes are not the application's to compile against.
 */
final class GrizzlyConnection {

  private final Object connection;

  private GrizzlyConnection(Object connection) {
    this.connection = connection;
  }

  /**
   * The connection that a request came by.
   *
   * @throws ReflectiveOperationException when this is not the server that we know
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

  /** What the server knows it by. */
  Object key() {
    return connection;
  }

  private static Object invokeGetter(Object from, String getter)
      throws ReflectiveOperationException {
    return from.getClass().getMethod(getter).invoke(from);
  }

  /** Has {@code task} run once it is closed, at once when it is; it must not block. */
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
   * Something of the server's interface {@code type}, which hands on the names of what is called.
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
   * The queue of bytes that are on their way out.
   *
   * @throws ReflectiveOperationException when this is not the server that we know, or when bytes
   *     are not sent as they are: encrypted by the server itself
   */
  OutputQueue output() throws ReflectiveOperationException {
    if (invokeGetter(connection, "getProcessor") instanceof List<?> filters
        && filters.stream().noneMatch(each -> each.getClass().getName().contains("SSL"))) {
      return new OutputQueue();
    }
    throw new NoSuchMethodException("no way to write past the filters of this connection");
  }

  /** Writes one array of bytes after the other into a connection's queue. */
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
     * Writes bytes, which must not change any more; the next only after {@code done} was called,
     * with whether they were written.
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
          // On its way.
        }
      }
    }
  }

  /** Ends it at once, whatever waits to be sent. */
  void terminate() throws ReflectiveOperationException {
    connection.getClass().getMethod("terminateSilently").invoke(connection);
  }

  // A proxy is asked for these when it is kept in a collection.
  static Object invokeObjectMethod(Object proxy, Method method, Object[] arguments) {
    return switch (method.getName()) {
      case "equals" -> proxy == arguments[0];
      case "hashCode" -> System.identityHashCode(proxy);
      default -> "Kymata's listener of a connection";
    };
  }
}
