package org.kymata.security;

import java.security.Principal;
import java.util.EnumSet;
import java.util.Set;
import org.kymata.errors.DomainException;
import org.kymata.errors.DomainException.Kind;

/** Who may use an address. */
public enum RequiredAccess {
  /** Nobody: there is nothing to change at this address. */
  DENY_ALL,
  /** Everyone, also strangers. */
  PERMIT_ALL,
  /**
   * Clients of a door that shows no token: everyone may knock, and adoption decides behind the gate
   * whose messages count. Nothing of the hub is shown there.
   */
  SENDER,
  /** Every person who signed in. */
  SIGNED_IN,
  /** Every person who signed in, or a program with an API key. */
  READER,
  /** Operators and admins. */
  OPERATOR,
  /** Admins. */
  ADMIN,
  /** A node with its token, and nobody else. */
  NODE,
  /** A node with its token, a person who signed in, or a program with an API key. */
  NODE_OR_READER,
  /** A node with its token, an operator, or a program with an API key that writes readings. */
  NODE_OR_OPERATOR;

  private static final Set<RequiredAccess> NODE_ACCESS =
      EnumSet.of(NODE, NODE_OR_READER, NODE_OR_OPERATOR);
  private static final Set<RequiredAccess> READER_ACCESS = EnumSet.of(READER, NODE_OR_READER);

  /** Whether {@code caller}, null for a stranger, may use an address of this owner. */
  public boolean allows(Caller caller) {
    if (this == PERMIT_ALL || this == SENDER) {
      return true;
    }
    if (this == DENY_ALL) {
      return false;
    }
    if (caller instanceof Caller.User user) {
      return this != NODE && user.role().includes(minRole());
    }
    if (caller instanceof Caller.Key key) {
      return READER_ACCESS.contains(this) || this == NODE_OR_OPERATOR && key.canWriteReadings();
    }
    return caller instanceof Caller.Node && NODE_ACCESS.contains(this);
  }

  /**
   * Refuses a caller that may not.
   *
   * @param principal of the request; null for a stranger
   * @throws DomainException UNAUTHENTICATED or FORBIDDEN
   */
  public void require(Principal principal) {
    Caller caller = principal instanceof Caller known ? known : null;
    if (allows(caller)) {
      return;
    }
    if (caller == null) {
      throw new DomainException(
          Kind.UNAUTHENTICATED,
          "sign in first, or send a node's token or an API key as Authorization: Bearer");
    }
    throw new DomainException(Kind.FORBIDDEN, "your role does not allow this");
  }

  private Role minRole() {
    return switch (this) {
      case ADMIN -> Role.ADMIN;
      case OPERATOR, NODE_OR_OPERATOR -> Role.OPERATOR;
      default -> Role.VIEWER;
    };
  }
}
