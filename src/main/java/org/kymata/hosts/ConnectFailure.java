package org.kymata.hosts;

import java.util.Locale;
import org.kymata.errors.DomainException;

/** A connection to an agent or another Kymata failed; the code and the message say why. */
public final class ConnectFailure extends DomainException {
  private static final long serialVersionUID = 1L;

  /** The cause of the failure. */
  public enum Code {
    /** The name cannot be resolved. */
    NAME_UNKNOWN(Kind.UNPROCESSABLE, false),
    /** Nothing listens at the address. */
    REFUSED(Kind.UNPROCESSABLE, false),
    /** The other end does not answer. */
    TIMEOUT(Kind.UNPROCESSABLE, false),
    /** There is no route to the network. */
    UNREACHABLE(Kind.UNPROCESSABLE, false),
    /** The other end is no agent. */
    WRONG_PROTOCOL(Kind.UNPROCESSABLE, true),
    /** The agent expects another key. */
    WRONG_KEY(Kind.UNPROCESSABLE, true),
    /** The settings forbid the address. */
    FORBIDDEN_ADDRESS(Kind.FORBIDDEN, true),
    /** Another hub is connected to the agent. */
    BUSY(Kind.UNPROCESSABLE, false),
    /** The address is that of an existing host. */
    ALREADY_WATCHED(Kind.CONFLICT, true);

    private final Kind kind;
    private final boolean permanent;

    Code(Kind kind, boolean lasting) {
      this.kind = kind;
      this.permanent = lasting;
    }

    /** The code in JSON. */
    public String wireName() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether trying again is useless until a person changes something. */
    public boolean isPermanent() {
      return permanent;
    }
  }

  private final Code code;

  /** Creates a failure; the user sees {@code message}. */
  public ConnectFailure(Code code, String message) {
    super(code.kind, message);
    this.code = code;
  }

  /** The cause. */
  public Code code() {
    return code;
  }
}
