package org.kymata.text;

import org.kymata.errors.DomainException;

/** The one rule for the names of nodes, metrics and accounts. */
public final class NameValidator {

  /** The most characters that a name may have. */
  public static final int MAX_LENGTH = 64;

  private NameValidator() {}

  /**
   * Whether {@code name} is 1 to 64 letters or digits of any script, {@code .}, {@code _}, {@code
   * -} or {@code /}.
   */
  public static boolean isValid(String name) {
    if (name == null || name.isEmpty() || name.length() > MAX_LENGTH) {
      return false;
    }
    for (int i = 0; i < name.length(); ) {
      int c = name.codePointAt(i);
      if (!isAllowed(c)) {
        return false;
      }
      i += Character.charCount(c);
    }
    return true;
  }

  private static boolean isAllowed(int c) {
    if (c < 128) {
      return (c >= 'a' && c <= 'z')
          || (c >= 'A' && c <= 'Z')
          || (c >= '0' && c <= '9')
          || c == '.'
          || c == '_'
          || c == '-'
          || c == '/';
    }
    int type = Character.getType(c);
    return Character.isLetterOrDigit(c)
        || type == Character.NON_SPACING_MARK
        || type == Character.COMBINING_SPACING_MARK;
  }

  /**
   * Checks a name.
   *
   * @param what whose name it is, for the message: "metric", "the node's name"
   * @return {@code name}
   * @throws DomainException when it breaks the rule
   */
  public static String require(String what, String name) {
    if (!isValid(name)) {
      throw DomainException.badInput(errorMessage(what, name));
    }
    return name;
  }

  /** The error message for {@code name}. */
  public static String errorMessage(String what, String name) {
    String right = "; it must be 1 to 64 letters, digits or . _ - /";
    if (name == null) {
      return what + " is missing" + right;
    }
    if (name.isEmpty()) {
      return what + " is empty" + right;
    }
    if (name.length() > MAX_LENGTH) {
      return what + " has " + name.length() + " characters" + right;
    }
    return what + " is \"" + Texts.forDisplay(name) + "\"" + right;
  }
}
