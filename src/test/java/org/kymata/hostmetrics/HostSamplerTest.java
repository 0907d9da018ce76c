package org.kymata.hostmetrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import oshi.SystemInfo;
import oshi.hardware.HardwareAbstractionLayer;
import oshi.software.os.OperatingSystem;
import oshi.spi.SystemInfoProvider;

class HostSamplerTest {
  private static final Logger LOG = Logger.getLogger(HostSampler.class.getName());

  private final List<String> messages = new CopyOnWriteArrayList<>();
  private final Handler memory =
      new Handler() {
        @Override
        public void publish(LogRecord entry) {
          messages.add(entry.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void listen() {
    LOG.setUseParentHandlers(false);
    LOG.addHandler(memory);
  }

  @AfterEach
  void stopListening() {
    LOG.removeHandler(memory);
    LOG.setUseParentHandlers(true);
  }

  @ParameterizedTest
  @ValueSource(classes = {IllegalStateException.class, UnsatisfiedLinkError.class})
  void familyThatFailsIsAbsentAndReportedOnce(Class<? extends Throwable> failure) {
    HostSampler sampler = new HostSampler(machineWhose("getMemory", failure));
    HostSnapshot first = sampler.sample(1);
    HostSnapshot second = sampler.sample(2);
    for (HostSnapshot snapshot : List.of(first, second)) {
      assertEquals(OptionalDouble.empty(), RecordedMachines.metric(snapshot, "memory"));
      assertEquals(
          List.of(new MissingMetric("memory", "it cannot be measured here; the log says more")),
          snapshot.facts().missing().stream().filter(m -> m.metric().equals("memory")).toList());
      assertTrue(RecordedMachines.metric(snapshot, "load/1m").isPresent());
      assertTrue(snapshot.facts().os().isPresent());
    }
    assertEquals(List.of("This machine's memory cannot be measured and is left out"), messages);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"getProcessor", "getOperatingSystem", "getFileSystem", "getNetworkParams"})
  void snapshotIsTakenDespiteAnyFailure(String method) {
    HostSampler sampler = new HostSampler(machineWhose(method, IllegalStateException.class));
    assertEquals(7, sampler.sample(7).timeMillis());
    int reported = messages.size();
    assertTrue(reported > 0);
    sampler.sample(8);
    assertEquals(reported, messages.size());
  }

  /** This machine through OSHI, as on systems other than Linux; one of its methods fails. */
  private static SystemSources machineWhose(String method, Class<? extends Throwable> failure) {
    SystemInfoProvider real = new SystemInfo();
    HardwareAbstractionLayer hardware =
        failing(HardwareAbstractionLayer.class, real.getHardware(), method, failure);
    OperatingSystem system =
        failing(OperatingSystem.class, real.getOperatingSystem(), method, failure);
    SystemInfoProvider provider =
        failing(
            SystemInfoProvider.class,
            new SystemInfoProvider() {
              @Override
              public OperatingSystem getOperatingSystem() {
                return system;
              }

              @Override
              public HardwareAbstractionLayer getHardware() {
                return hardware;
              }

              @Override
              public int getPriority() {
                return 0;
              }

              @Override
              public boolean isAvailable() {
                return true;
              }
            },
            method,
            failure);
    return new SystemSources(new ProcFs(new File("/")), provider, false);
  }

  private static <T> T failing(
      Class<T> type, T real, String failingMethod, Class<? extends Throwable> failure) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              if (method.getName().equals(failingMethod)) {
                throw failure.getConstructor(String.class).newInstance("out of order");
              }
              try {
                return method.invoke(real, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            }));
  }
}
