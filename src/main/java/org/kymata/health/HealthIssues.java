package org.kymata.health;

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
public class HealthIssues {

  private static final Logger LOG = System.getLogger(HealthIssues.class.getName());

  /**
   * A fault that is not over.
   *
   * @param sinceMillis when it was noticed, epoch milliseconds
   * @param values numbers and texts that belong into its words, by name
   */
  public record ActiveIssue(HealthIssue issue, long sinceMillis, Map<String, Object> values) {
    /** What is wrong and what to do. */
    public String message() {
      return issue.message(values);
    }
  }

  /** What is wrong changed. */
  public record Changed(List<ActiveIssue> current) {}

  private final Map<HealthIssue, ActiveIssue> current = new EnumMap<>(HealthIssue.class);

  @Inject private Event<Changed> changed;

  /** Notes a fault, with the values for its words; nothing happens when it is known. */
  public void raise(HealthIssue fault, Map<String, Object> values) {
    ActiveIssue noted = new ActiveIssue(fault, System.currentTimeMillis(), Map.copyOf(values));
    synchronized (current) {
      if (current.putIfAbsent(fault, noted) != null) {
        return;
      }
    }
    LOG.log(Level.WARNING, "{0}", noted.message());
    changed.fire(new Changed(list()));
  }

  /** Notes that it is over; nothing happens when it was not there. */
  public void resolve(HealthIssue fault) {
    synchronized (current) {
      if (current.remove(fault) == null) {
        return;
      }
    }
    LOG.log(Level.INFO, "over: {0}", fault.wireName());
    changed.fire(new Changed(list()));
  }

  /** Whether it is there. */
  public boolean has(HealthIssue fault) {
    synchronized (current) {
      return current.containsKey(fault);
    }
  }

  /** All that are not over, the gravest first. */
  public List<ActiveIssue> list() {
    synchronized (current) {
      return List.copyOf(current.values());
    }
  }
}
