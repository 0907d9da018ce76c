package org.kymata.hosts;

import java.util.Locale;
import org.kymata.errors.DomainException;

/** An agent could not be reached, or would not have us; says exactly what failed. */
public final class ConnectFailure extends DomainException {
  private static final long serialVersionUID = 1L;

  /** What failed. */
  public enum Code {
    /** Nobody knows an address of that name. */
    NAME_UNKNOWN(Kind.UNPROCESSABLE, false),
    /** Nothing listens there. */
    REFUSED(Kind.UNPROCESSABLE, false),
    /** Nobody answers. */
    TIMEOUT(Kind.UNPROCESSABLE, false),
    /** There is no way to that network. */
    UNREACHABLE(Kind.UNPROCESSABLE, false),
    /** Something else than an agent listens there. */
    WRONG_PROTOCOL(Kind.UNPROCESSABLE, true),
    /** The agent wants another key. */
    WRONG_KEY(Kind.UNPROCESSABLE, true),
    /** The settings forbid it. */
    FORBIDDEN_ADDRESS(Kind.FORBIDDEN, true),
    /** Another hub is connected to that agent. */
    BUSY(Kind.UNPROCESSABLE, false),
    /** It is a host already. */
    ALREADY_WATCHED(Kind.CONFLICT, true);

    private final Kind kind;
    private final boolean permanent;

    Code(Kind kind, boolean lasting) {
      this.kind = kind;
      this.permanent = lasting;
    }

    /** The name in JSON. */
    public String wireName() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether it stays so until somebody changes something. */
    public boolean isPermanent() {
      return permanent;
    }
  }

  private final Code code;

  /** A failure; {@code message} is shown to the person. */
  public ConnectFailure(Code code, String message) {
    super(code.kind, message);
    this.code = code;
  }

  /** What failed. */
  public Code code() {
    return code;
  }
}
