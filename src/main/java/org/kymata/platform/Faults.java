package org.kymata.platform;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What is wrong at the moment, for {@code /health} and for everybody who is signed in. Whoever
 * notices a fault begins it here, and ends it when it is over. Thread-safe.
 */
@ApplicationScoped
public class Faults {

  private static final Logger LOG = System.getLogger(Faults.class.getName());

  /**
   * A fault that is not over.
   *
   * @param sinceMillis when it was noticed, epoch milliseconds
   * @param values numbers and texts that belong into its words, by name
   */
  public record Current(Fault fault, long sinceMillis, Map<String, Object> values) {
    /** What is wrong and what to do. */
    public String inWords() {
      return fault.inWords(values);
    }
  }

  /** What is wrong changed. */
  public record Changed(List<Current> current) {}

  private final Map<Fault, Current> current = new EnumMap<>(Fault.class);

  @Inject private Event<Changed> changed;

  /** Notes a fault, with the values for its words; nothing happens when it is known. */
  public void begin(Fault fault, Map<String, Object> values) {
    Current noted = new Current(fault, System.currentTimeMillis(), Map.copyOf(values));
    synchronized (current) {
      if (current.putIfAbsent(fault, noted) != null) {
        return;
      }
    }
    LOG.log(Level.WARNING, "{0}", noted.inWords());
    changed.fire(new Changed(list()));
  }

  /** Notes that it is over; nothing happens when it was not there. */
  public void end(Fault fault) {
    synchronized (current) {
      if (current.remove(fault) == null) {
        return;
      }
    }
    LOG.log(Level.INFO, "over: {0}", fault.wireName());
    changed.fire(new Changed(list()));
  }

  /** Whether it is there. */
  public boolean has(Fault fault) {
    synchronized (current) {
      return current.containsKey(fault);
    }
  }

  /** All that are not over, the gravest first. */
  public List<Current> list() {
    synchronized (current) {
      return List.copyOf(current.values());
    }
  }
}
