package org.kymata.commands;

import java.util.List;
import java.util.Locale;

/**
 * Something that a node says it can do.
 *
 * @param name what a command calls it
 * @param kind how it is shown
 * @param metric the metric that shows its state; null when none does
 * @param label what people call it; null when it has no other name
 */
public record Action(String name, Kind kind, String metric, String label) {

  /** What an adopted node can do that knows no hello: its sketch has a relay, or is deaf to it. */
  static final List<Action> DEFAULTS = List.of(new Action("togglerele", Kind.BUTTON, null, null));

  /** How an action is shown. */
  public enum Kind {
    /** It is on or off. */
    SWITCH,
    /** It is pressed. */
    BUTTON;

    /** The name in JSON. */
    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
