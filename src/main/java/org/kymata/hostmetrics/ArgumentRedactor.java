package org.kymata.hostmetrics;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Removes the secrets from a program's arguments. It removes too much rather than too little:
 * people read a command line to tell processes apart, and do not need the value of {@code --auth}.
 */
final class ArgumentRedactor {
  private static final String MASK = "***";

  /** The part of a name whose value is a secret. */
  private static final String SECRET =
      "(?:pass(?:w(?:or)?d|phrase|code|in|out)?|pwd|token|secret|credential|api[-_.]?key|auth"
          + "|(?<![a-z])psk)";

  /**
   * The rest of a name. Bounded, here and below: a process may fill its arguments with anything.
   */
  private static final String REST = "[-\\w.]{0,128}";

  /** A value inside an argument: quoted, or up to the next blank. */
  private static final String VALUE = "(?:\"[^\"]*\"|'[^']*'|[^\\s,;&}]+)";

  /** A complete name: {@code --db-password}, {@code AWS_SECRET_ACCESS_KEY}, {@code -key}. */
  private static final Pattern NAME =
      Pattern.compile("(?i).*" + SECRET + "s?(?:[-_.:\\d].*)?|(?:.*[-_.])?(?:key|pw|psk)");

  /** Options of many programs that take a user name and a password, separated by a colon. */
  private static final Set<String> USER_OPTIONS = Set.of("-u", "-U", "--user", "--proxy-user");

  /** A user name and a password; not a numeric user and group, as in Docker's option. */
  private static final Pattern USER_AND_PASSWORD =
      Pattern.compile("(?!\\d+:\\d+$)([^:/\\s]{1,128}):\\S+");

  /** Programs whose {@code -p} asks for a password unless it follows without a blank. */
  private static final Set<String> MYSQL_LIKE =
      Set.of(
          "mysql",
          "mysqldump",
          "mysqladmin",
          "mysqlimport",
          "mysqlshow",
          "mysqlcheck",
          "mysqlslap",
          "mysqlbinlog",
          "mariadb",
          "mariadb-dump",
          "mariadb-admin",
          "mariadb-import",
          "mariadb-check",
          "mycli");

  /** The one-letter option of a program whose value is a secret, with or without a blank. */
  private static final Map<String, Character> LETTERS =
      Map.ofEntries(
          Map.entry("sshpass", 'p'),
          Map.entry("mongo", 'p'),
          Map.entry("mongosh", 'p'),
          Map.entry("mongodump", 'p'),
          Map.entry("mongorestore", 'p'),
          Map.entry("redis-cli", 'a'),
          Map.entry("ldapsearch", 'w'),
          Map.entry("ldapmodify", 'w'),
          Map.entry("ldapadd", 'w'),
          Map.entry("curl", 'u'),
          Map.entry("smbclient", 'U'),
          Map.entry("mosquitto_pub", 'P'),
          Map.entry("mosquitto_sub", 'P'),
          Map.entry("ipmitool", 'P'),
          Map.entry("sqlcmd", 'P'),
          Map.entry("zip", 'P'),
          Map.entry("unzip", 'P'),
          Map.entry("7z", 'p'));

  /** The words between a header's name and its secret. */
  private static final Set<String> SCHEMES = Set.of("bearer", "basic", "digest", "token");

  /**
   * Finds a secret inside an argument.
   *
   * @param pattern finds it
   * @param instead the replacement
   */
  private record Rule(Pattern pattern, String instead) {
    static Rule of(String pattern, String instead) {
      return new Rule(Pattern.compile(pattern), instead);
    }
  }

  private static final List<Rule> INSIDE =
      List.of(
          Rule.of("://([^\\s:/@]*):\\S*@", "://$1:***@"),
          Rule.of("://[^\\s:/@]{16,}@", "://***@"),
          Rule.of(
              "(?i)\\b((?:proxy-)?authorization|cookie|x-[-\\w]{0,64}?(?:key|token|auth|secret)"
                  + "[-\\w]{0,64})\\s*+:.+",
              "$1: ***"),
          Rule.of("(?i)\\b(bearer|basic|digest)\\s+[^\\s\"']+", "$1 ***"),
          // name=value, name: value and "name":"value"
          Rule.of(
              "(?i)((?:" + SECRET + "|_key)" + REST + "[\"']?\\s{0,8}[=:]\\s{0,8})" + VALUE,
              "$1***"),
          // a whole command line in one argument, as in sh -c
          Rule.of(
              "(?i)((?<![-\\w.])--?[-\\w.]{0,128}?(?:" + SECRET + "|-key)s?\\s{1,8})(?!-)" + VALUE,
              "$1***"),
          Rule.of(
              "((?<![-\\w])(?:-u|-U|--user|--proxy-user)(?:\\s{1,8}|=))(?!\\d+:\\d+(?:\\s|$))"
                  + "[^\\s:/]{1,128}:\\S+",
              "$1***"),
          Rule.of("\\b(AWS_(?!(?:DEFAULT_)?REGION|PROFILE)\\w{1,64}=)" + VALUE, "$1***"),
          // a key of SSH, TLS or PGP with its lines
          Rule.of("(?s)(-----BEGIN [A-Z ]{0,32}PRIVATE KEY)(?:-----| BLOCK).*", "$1-----***"),
          // webhook addresses, which are secrets: Slack, Discord, Teams, Telegram, others
          Rule.of("(?i)(://hooks\\.slack\\.com/)[^\\s\"']+", "$1***"),
          Rule.of("(?i)(/(?:api/)?(?:web)?hooks?(?:b2)?/)[^\\s\"']+", "$1***"),
          Rule.of("(?i)(://[\\w.-]{0,128}\\.logic\\.azure\\.com[:/])[^\\s\"']+", "$1***"),
          Rule.of("(?i)(://hc-ping\\.com/|maker\\.ifttt\\.com/trigger/)[^\\s\"']+", "$1***"),
          Rule.of("(/bot)\\d{6,12}:[-\\w]{20,}", "$1***"),
          Rule.of("\\b\\d{8,10}:[-\\w]{35}(?![-\\w])", "***"),
          Rule.of("(?i)([?&](?:sig|signature|code|key)=)[^&\\s\"']+", "$1***"),
          // a JWT: parts of base64 that begin with an encoded {"
          Rule.of("\\beyJ[-\\w]{4,}\\.(?:eyJ)?[-\\w]{4,}(?:\\.[-\\w]*)?", "***"),
          Rule.of("((?:^|[\\s/])(?:my(?:sql|cli)|mariadb)[-\\w]*\\s(?:.*\\s)?-p)\\S+", "$1***"),
          Rule.of("(\\bsshpass\\s+-p\\s*)\\S+", "$1***"),
          Rule.of("((?:^|[\\s/])curl\\s(?:.*\\s)?-\\w*u\\s*)\\S+", "$1***"),
          // tokens with a known prefix
          Rule.of(
              "\\b(?:kym[a-z]?_|gh[pousr]_|github_pat_|gl(?:pat|ptt|dt|rt|agent)-|xox[abeoprs]-|xapp-|sk-"
                  + "|[sr]k_live_|AKIA|ASIA|AIza|ya29\\.|npm_|pypi-|hf_|dop_v1_|shp(?:at|ss|ca)_|SG\\."
                  + "|AGE-SECRET-KEY-)[-\\w.]{8,}",
              "***"));

  private ArgumentRedactor() {}

  /**
   * The arguments without secrets, one for one.
   *
   * @param arguments the program's name first
   */
  static List<String> redact(List<String> arguments) {
    List<String> redacted = new ArrayList<>(arguments.size());
    String program = "";
    boolean secretFollows = false;
    boolean userFollows = false;
    for (String argument : arguments) {
      // After sudo or env the program is a later argument.
      String name = argument.substring(argument.lastIndexOf('/') + 1);
      program = MYSQL_LIKE.contains(name) || LETTERS.containsKey(name) ? name : program;
      boolean scheme = SCHEMES.contains(argument.toLowerCase(Locale.ROOT));
      if (secretFollows && !scheme && !argument.startsWith("--")) {
        redacted.add(MASK);
        secretFollows = false;
        userFollows = false;
        continue;
      }
      if (userFollows && USER_AND_PASSWORD.matcher(argument).matches()) {
        redacted.add(argument.substring(0, argument.indexOf(':') + 1) + MASK);
        userFollows = false;
        continue;
      }
      userFollows = USER_OPTIONS.contains(argument);
      secretFollows = nextArgumentIsSecret(argument, program) || secretFollows && scheme;
      redacted.add(secretFollows ? argument : redactInline(argument, program));
    }
    return redacted;
  }

  /** Whether the next argument is a secret. */
  private static boolean nextArgumentIsSecret(String argument, String program) {
    boolean option = argument.startsWith("-") && !argument.contains("=");
    return option && NAME.matcher(argument).matches() && argument.indexOf(' ') < 0
        || option && endsWithOptionLetter(argument, LETTERS.get(program))
        || argument.equalsIgnoreCase("bearer")
        || argument.endsWith(":")
            && NAME.matcher(argument.substring(0, argument.length() - 1)).matches()
        || argument.equalsIgnoreCase("authorization:");
  }

  /** Whether the option is {@code -u}, or ends in the letter, as {@code -su}. */
  private static boolean endsWithOptionLetter(String option, Character letter) {
    return letter != null && option.matches("-\\w*" + letter);
  }

  /** An argument without the secrets inside it. */
  private static String redactInline(String argument, String program) {
    int equals = argument.indexOf('=');
    int blank = argument.indexOf(' ');
    boolean oneName = equals > 0 && (blank < 0 || blank > equals);
    if (oneName && NAME.matcher(argument.substring(0, equals)).matches()) {
      return argument.substring(0, equals + 1) + MASK;
    }
    char letter = MYSQL_LIKE.contains(program) ? 'p' : LETTERS.getOrDefault(program, ' ');
    if (argument.length() > 2 && argument.charAt(0) == '-' && argument.charAt(1) == letter) {
      return argument.substring(0, 2) + MASK;
    }
    String redacted = argument;
    for (Rule rule : INSIDE) {
      redacted = rule.pattern().matcher(redacted).replaceAll(rule.instead());
    }
    return redacted;
  }
}
