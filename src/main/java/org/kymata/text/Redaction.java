package org.kymata.text;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Removes secrets from texts that are shown, logged or stored: tokens and keys of Kymata anywhere,
 * what follows {@code Authorization}, {@code Bearer} and {@code Basic}, and the values of JSON
 * members and parameters that are named like a secret. Every pattern runs in linear time.
 */
public final class Redaction {

  /** Replaces a token or key of Kymata. */
  public static final String TOKEN = "kym_…";

  /** Replaces an encoded message that contains a secret. */
  public static final String HIDDEN = "(not kept: there is a secret in it)";

  private static final String BLANK = "…";

  private static final Pattern TOKENS = Pattern.compile("(?i)kym[a-z]?_[0-9A-Za-z]*+…?");

  private static final String NAMES =
      "(?:[a-z0-9_.-]{0,32}(?:password|passwd|passphrase|secret|token|authorization|credentials?)"
          + "|(?:api|access|node|agent|private)?[_-]?key|pass|pwd|psk|auth)";

  // A truncated text has no closing quote.
  private static final Pattern MEMBER =
      Pattern.compile(
          "(?i)([\"']"
              + NAMES
              + "[\"']\\s*+:\\s*+)(?:(\")[^\"\\\\]*+(?:\\\\.[^\"\\\\]*+)*+|(')[^'\\\\]*+(?:\\\\.[^'\\\\]*+)*+)");

  private static final Pattern PARAMETER =
      Pattern.compile("(?i)([?&;]" + NAMES + "=)[^&;\\s\"'<>]++");

  private static final Pattern HEADER =
      Pattern.compile("(?i)((?:proxy-)?authorization\\s*+[:=]\\s*+)[^\\r\\n\"',}]++");

  private static final Pattern SCHEME =
      Pattern.compile("(?i)(\\b(?:bearer|basic|digest)\\s++)[0-9a-z._~+/=-]{8,}+");

  private static final Pattern USER =
      Pattern.compile("(?i)(://[^\\s/@:\"']{0,256}+:)[^\\s/@\"']{1,256}+@");

  private static final Pattern ESCAPED =
      Pattern.compile("\\\\u([0-9a-fA-F]{4})|%([2-7][0-9a-fA-F])");

  private static final Pattern BASE64 = Pattern.compile("[0-9A-Za-z+/_-]{8,}+={0,2}");

  // Every text with a secret contains one of these; most other texts contain none.
  private static final String[] SECRET_HINTS = {
    "kym",
    "key",
    "pass",
    "pwd",
    "psk",
    "auth",
    "secret",
    "token",
    "credential",
    "bearer",
    "basic",
    "digest",
    "://",
    "\\u",
    "%"
  };

  // By first character: every stored message is checked.
  private static final String[][] HINTS_BY_FIRST_CHARACTER = new String[128][];

  static {
    for (String sign : SECRET_HINTS) {
      char lower = sign.charAt(0);
      String[] alike =
          Arrays.stream(SECRET_HINTS)
              .filter(each -> each.charAt(0) == lower)
              .toArray(String[]::new);
      HINTS_BY_FIRST_CHARACTER[lower] = alike;
      HINTS_BY_FIRST_CHARACTER[Character.toUpperCase(lower)] = alike;
    }
  }

  private Redaction() {}

  private static boolean mayContainSecret(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      String[] signs = c < HINTS_BY_FIRST_CHARACTER.length ? HINTS_BY_FIRST_CHARACTER[c] : null;
      if (signs != null) {
        for (String sign : signs) {
          if (text.regionMatches(true, i, sign, 0, sign.length())) {
            return true;
          }
        }
      }
    }
    return false;
  }

  /** {@code text} without tokens and keys of Kymata; everything else stays. */
  public static String redactTokens(String text) {
    return text.indexOf('_') >= 0 ? TOKENS.matcher(text).replaceAll(TOKEN) : text;
  }

  /** {@code text} without secrets; escapes may be resolved where it had some. */
  public static String redact(String text) {
    if (!mayContainSecret(text)) {
      return text;
    }
    String redacted = redactPlain(text);
    if (text.indexOf('\\') < 0 && text.indexOf('%') < 0) {
      return redacted;
    }
    String unescaped = unescaped(redacted);
    String again = redactPlain(unescaped);
    return again.equals(unescaped) ? redacted : again;
  }

  private static String redactPlain(String text) {
    String redacted = redactTokens(text);
    redacted = HEADER.matcher(redacted).replaceAll("$1" + BLANK);
    redacted = MEMBER.matcher(redacted).replaceAll("$1$2$3" + BLANK);
    redacted = PARAMETER.matcher(redacted).replaceAll("$1" + BLANK);
    redacted = SCHEME.matcher(redacted).replaceAll("$1" + BLANK);
    return USER.matcher(redacted).replaceAll("$1" + BLANK + "@");
  }

  private static String unescaped(String text) {
    return ESCAPED
        .matcher(text)
        .replaceAll(
            found -> {
              String digits = found.group(1) == null ? found.group(2) : found.group(1);
              return Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(digits, 16)));
            });
  }

  /**
   * A message as it went over the wire, without secrets. A secret inside an encoded message cannot
   * be replaced: such a message is hidden as a whole.
   *
   * @param decoded the decoded message; empty when it could not be decoded
   */
  public static String redactRaw(String raw, String decoded) {
    String redacted = redact(raw);
    boolean hides =
        decoded.isEmpty()
            ? BASE64.matcher(raw).results().anyMatch(found -> holdsSecret(found.group()))
            : isSecret(decoded) && redacted.equals(raw);
    return hides ? HIDDEN : redacted;
  }

  private static boolean holdsSecret(String base64) {
    String alphabet = base64.replace('-', '+').replace('_', '/').replace("=", "");
    // After half of another line it can begin at any character.
    for (int start = 0; start < 4 && alphabet.length() - start >= 4; start++) {
      int length = (alphabet.length() - start) / 4 * 4;
      // Of the last four characters the rest, when it makes a byte.
      int rest = (alphabet.length() - start) % 4;
      String complete = alphabet.substring(start, start + length + (rest > 1 ? rest : 0));
      byte[] bytes = Base64.getDecoder().decode(complete);
      if (isSecret(new String(bytes, UTF_8)) || isSecret(new String(bytes, ISO_8859_1))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isSecret(String decoded) {
    return !redact(decoded).equals(decoded);
  }
}
