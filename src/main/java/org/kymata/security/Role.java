package org.kymata.security;

import java.util.Locale;
import org.kymata.errors.DomainException;
import org.kymata.text.Texts;

/** What an account may do; each role includes those before it. */
public enum Role {
  /** Looks. */
  VIEWER,
  /** Also changes nodes, writes readings, acts. */
  OPERATOR,
  /** Also manages accounts. */
  ADMIN;

  /** Whether this role may do what {@code needed} may. */
  public boolean includes(Role needed) {
    return compareTo(needed) >= 0;
  }

  /** The name in JSON: {@code viewer}, {@code operator} or {@code admin}. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The role of that name.
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
