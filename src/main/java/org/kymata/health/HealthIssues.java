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
 * The active issues, for {@code /health} and for all signed-in users. The part that notices an
 * issue raises it, and resolves it when it is over. Thread-safe.
 */
@ApplicationScoped
public class HealthIssues {

  private static final Logger LOG = System.getLogger(HealthIssues.class.getName());

  /**
   * An active issue.
   *
   * @param sinceMillis when it was noticed, epoch milliseconds
   * @param values the numbers and texts in its message, by name
   */
  public record ActiveIssue(HealthIssue issue, long sinceMillis, Map<String, Object> values) {
    /** What is wrong and what to do. */
    public String message() {
      return issue.message(values);
    }
  }

  /** Fired when the active issues changed. */
  public record Changed(List<ActiveIssue> current) {}

  private final Map<HealthIssue, ActiveIssue> current = new EnumMap<>(HealthIssue.class);

  @Inject private Event<Changed> changed;

  /** Raises an issue with the values for its message; no effect when it is active already. */
  public void raise(HealthIssue issue, Map<String, Object> values) {
    ActiveIssue noted = new ActiveIssue(issue, System.currentTimeMillis(), Map.copyOf(values));
    synchronized (current) {
      if (current.putIfAbsent(issue, noted) != null) {
        return;
      }
    }
    LOG.log(Level.WARNING, "{0}", noted.message());
    changed.fire(new Changed(list()));
  }

  /** Resolves an issue; no effect when it is not active. */
  public void resolve(HealthIssue issue) {
    synchronized (current) {
      if (current.remove(issue) == null) {
        return;
      }
    }
    LOG.log(Level.INFO, "over: {0}", issue.wireName());
    changed.fire(new Changed(list()));
  }

  /** Whether it is active. */
  public boolean has(HealthIssue issue) {
    synchronized (current) {
      return current.containsKey(issue);
    }
  }

  /** All active issues, the gravest first. */
  public List<ActiveIssue> list() {
    synchronized (current) {
      return List.copyOf(current.values());
    }
  }
}
