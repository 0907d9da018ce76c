package org.kymata.doors.websocket;

import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/**
 * The TCP connection of a request in Payara, of which the servlet API knows nothing: reached by
 * reflection, since the server's classes are not the application's to compile against.
 */
final class GrizzlyConnection {

  private static final String LISTENER = "org.glassfish.grizzly.CloseListener";

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
    Object catalina = get(innermost, "getUnwrappedCoyoteRequest");
    Object grizzly = get(catalina, "getCoyoteRequest");
    return new GrizzlyConnection(get(get(grizzly, "getRequest"), "getConnection"));
  }

  private static Object get(Object from, String getter) throws ReflectiveOperationException {
    return from.getClass().getMethod(getter).invoke(from);
  }

  /** Has {@code task} run once it is closed, at once when it is; it must not block. */
  void whenClosed(Runnable task) throws ReflectiveOperationException {
    ClassLoader server = connection.getClass().getClassLoader();
    Class<?> type = Class.forName(LISTENER, true, server);
    Object listener =
        Proxy.newProxyInstance(
            server,
            new Class<?>[] {type},
            (proxy, method, arguments) ->
                method.getDeclaringClass() == Object.class
                    ? ofObject(proxy, method, arguments)
                    : run(task));
    connection.getClass().getMethod("addCloseListener", type).invoke(connection, listener);
  }

  /** Ends it at once, whatever waits to be sent. */
  void terminate() throws ReflectiveOperationException {
    connection.getClass().getMethod("terminateSilently").invoke(connection);
  }

  private static Object run(Runnable task) {
    task.run();
    return null;
  }

  // A proxy is asked for these when it is kept in a collection.
  private static Object ofObject(Object proxy, Method method, Object[] arguments) {
    return switch (method.getName()) {
      case "equals" -> proxy == arguments[0];
      case "hashCode" -> System.identityHashCode(proxy);
      default -> "what runs when the connection is closed";
    };
  }
}
