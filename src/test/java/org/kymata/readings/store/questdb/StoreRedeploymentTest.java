package org.kymata.readings.store.questdb;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kymata.testing.NodesFixture;

/**
 * A redeployment loads every class anew in the same JVM, the store's native library included; the
 * store must open all the same, with the data of the deployment before.
 */
class StoreRedeploymentTest {

  @TempDir private Path directory;

  /** One deployment: the application's classes and QuestDB's, loaded by a loader of their own. */
  private static final class Deployment implements AutoCloseable {
    private final URLClassLoader loader;
    private final Object store;

    Deployment(Path directory) throws ReflectiveOperationException {
      loader =
          new URLClassLoader(
              new URL[] {
                location(QuestDbStore.class), location(io.questdb.cairo.CairoEngine.class)
              },
              ClassLoader.getPlatformClassLoader());
      store = method("store.questdb.QuestDbStore", "open", Path.class).invoke(null, directory);
    }

    private static URL location(Class<?> type) {
      return type.getProtectionDomain().getCodeSource().getLocation();
    }

    private Class<?> type(String name) throws ClassNotFoundException {
      return loader.loadClass("org.kymata.readings." + name);
    }

    private Method method(String type, String name, Class<?>... parameters)
        throws ReflectiveOperationException {
      Method method = type(type).getDeclaredMethod(name, parameters);
      method.setAccessible(true);
      return method;
    }

    void commit(long storedMicros, double value) throws ReflectiveOperationException {
      Class<?> nodeId = loader.loadClass("org.kymata.nodes.NodeId");
      Constructor<?> newSeries =
          type("Series").getDeclaredConstructor(nodeId, String.class, boolean.class);
      newSeries.setAccessible(true);
      Object node = nodeId.getConstructor(String.class).newInstance("k3f9x2ma");
      Object series = newSeries.newInstance(node, "temperature", false);
      Object reading =
          type("Reading")
              .getConstructor(type("Series"), long.class, double.class, String.class)
              .newInstance(series, storedMicros / 1000, value, null);
      method("store.questdb.QuestDbStore", "commit", List.class, long.class)
          .invoke(store, List.of(reading), storedMicros);
    }

    long newestStoredMicros() throws ReflectiveOperationException {
      return (long) method("store.questdb.QuestDbStore", "newestStoredMicros").invoke(store);
    }

    @Override
    public void close() throws IOException, ReflectiveOperationException {
      method("store.questdb.QuestDbStore", "close").invoke(store);
      loader.close();
    }
  }

  @Test
  void nextDeploymentOpensWhatTheOneBeforeClosed()
      throws IOException, ReflectiveOperationException {
    long now = NodesFixture.NOW * 1000;
    for (int i = 0; i < 3; i++) {
      try (Deployment deployment = new Deployment(directory.resolve("telemetry"))) {
        assertEquals(i == 0 ? 0 : now + i - 1, deployment.newestStoredMicros());
        deployment.commit(now + i, i);
        assertEquals(now + i, deployment.newestStoredMicros());
      }
    }
  }
}
