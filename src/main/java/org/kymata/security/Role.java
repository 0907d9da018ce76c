package org.kymata.security;

import java.util.Locale;
import org.kymata.errors.DomainException;
import org.kymata.text.Texts;

/** The role of an account; each includes those before it. */
public enum Role {
  /** May read. */
  VIEWER,
  /** May also change nodes, write readings and send commands. */
  OPERATOR,
  /** May also manage accounts. */
  ADMIN;

  /** Whether this role includes {@code needed}. */
  public boolean includes(Role needed) {
    return compareTo(needed) >= 0;
  }

  /** The name in JSON: {@code viewer}, {@code operator} or {@code admin}. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The role with this name.
   *
   * @throws DomainException when there is none
   */
  public static Role of(String wireName) {
    for (Role role : values()) {
      if (role.wireName().equals(wireName)) {
        return role;
      }
    }
    throw DomainException.badInput(
        "role is \"" + Texts.forDisplay(wireName) + "\", but must be viewer, operator or admin");
  }
}
