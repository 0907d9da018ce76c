package org.kymata.security;

import java.security.Principal;
import java.util.EnumSet;
import java.util.Set;
import org.kymata.errors.DomainException;
import org.kymata.errors.DomainException.Kind;

/** The access that an address requires. */
public enum RequiredAccess {
  /** Nothing can be changed at this address. */
  DENY_ALL,
  /** Every caller, signed in or not. */
  PERMIT_ALL,
  /**
   * Senders without a token, on a transport that accepts them: every sender may become pending, and
   * adoption decides whose messages count. They can read nothing of the hub.
   */
  SENDER,
  /** Every signed-in user. */
  SIGNED_IN,
  /** Every signed-in user, or a program with an API key. */
  READER,
  /** Operators and admins. */
  OPERATOR,
  /** Admins. */
  ADMIN,
  /** Only a node with its token. */
  NODE,
  /** A node with its token, a signed-in user, or a program with an API key. */
  NODE_OR_READER,
  /** A node with its token, an operator, or a program with an API key that writes readings. */
  NODE_OR_OPERATOR;

  private static final Set<RequiredAccess> NODE_ACCESS =
      EnumSet.of(NODE, NODE_OR_READER, NODE_OR_OPERATOR);
  private static final Set<RequiredAccess> READER_ACCESS = EnumSet.of(READER, NODE_OR_READER);

  /** Whether {@code caller}, null for a stranger, has this access. */
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
   * Refuses a caller without this access.
   *
   * @param principal the request's caller; null for a stranger
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
