package org.kymata.vitals;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Blanks the secrets in a program's arguments. It rather blanks too much: a command line is shown
 * to tell processes apart, and nobody misses a value of {@code --auth}.
 */
final class ArgumentSecrets {
  private static final String BLANK = "***";

  /** Part of a name whose value is a secret. */
  private static final String SECRET =
      "(?:pass(?:w(?:or)?d|phrase|code|in|out)?|pwd|token|secret|credential|api[-_.]?key|auth)";

  /** A value inside of an argument: in quotes, or to the next blank. */
  private static final String VALUE = "(?:\"[^\"]*\"|'[^']*'|[^\\s,;&}]+)";

  /** The whole of a name: {@code --db-password}, {@code AWS_SECRET_ACCESS_KEY}, {@code -key}. */
  private static final Pattern NAME =
      Pattern.compile("(?i).*" + SECRET + "s?(?:[-_.:\\d].*)?|(?:.*[-_.])?(?:key|pw)");

  /** Programs whose {@code -p} asks for a password unless one is glued to it. */
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

  /** The option of one letter that carries a secret, glued to it or as the next argument. */
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

  /** Between the name of a header and its secret. */
  private static final Set<String> SCHEMES = Set.of("bearer", "basic", "digest", "token");

  /**
   * What betrays a secret inside of an argument.
   *
   * @param pattern finds it
   * @param instead what stays of it
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
              "(?i)\\b((?:proxy-)?authorization|cookie|x-[-\\w]*(?:key|token|auth|secret)[-\\w]*)"
                  + "\\s*:.+",
              "$1: ***"),
          Rule.of("(?i)\\b(bearer|basic|digest)\\s+[^\\s\"']+", "$1 ***"),
          // name=value, name: value and "name":"value"
          Rule.of(
              "(?i)([\"']?[-\\w.]*(?:" + SECRET + "|_key)[-\\w.]*[\"']?\\s*[=:]\\s*)" + VALUE,
              "$1***"),
          // a whole command line in one argument, as in sh -c
          Rule.of("(?i)(--?[-\\w.]*(?:" + SECRET + "|-key)s?\\s+)(?!-)" + VALUE, "$1***"),
          Rule.of("((?:^|[\\s/])(?:my(?:sql|cli)|mariadb)[-\\w]*\\s(?:.*\\s)?-p)\\S+", "$1***"),
          Rule.of("(\\bsshpass\\s+-p\\s*)\\S+", "$1***"),
          Rule.of("((?:^|[\\s/])curl\\s(?:.*\\s)?-\\w*u\\s*)\\S+", "$1***"),
          // tokens that say themselves what they are
          Rule.of(
              "\\b(?:kymk?_|gh[pousr]_|github_pat_|glpat-|xox[abprs]-|sk-|AKIA)[-\\w]{8,}", "***"));

  private ArgumentSecrets() {}

  /**
   * Arguments without secrets, each in its place.
   *
   * @param arguments the program's name first
   */
  static List<String> blank(List<String> arguments) {
    List<String> shown = new ArrayList<>(arguments.size());
    String program = "";
    boolean secretFollows = false;
    for (String argument : arguments) {
      // Behind sudo and env the program is a later argument.
      String name = argument.substring(argument.lastIndexOf('/') + 1);
      program = MYSQL_LIKE.contains(name) || LETTERS.containsKey(name) ? name : program;
      boolean scheme = SCHEMES.contains(argument.toLowerCase(Locale.ROOT));
      if (secretFollows && !scheme && !argument.startsWith("--")) {
        shown.add(BLANK);
        secretFollows = false;
        continue;
      }
      secretFollows = isFollowedBySecret(argument, program) || secretFollows && scheme;
      shown.add(secretFollows ? argument : glued(argument, program));
    }
    return shown;
  }

  /** Whether the next argument is a secret. */
  private static boolean isFollowedBySecret(String argument, String program) {
    boolean option = argument.startsWith("-") && !argument.contains("=");
    return option && NAME.matcher(argument).matches() && argument.indexOf(' ') < 0
        || option && isLetterAtTheEnd(argument, LETTERS.get(program))
        || argument.equalsIgnoreCase("bearer")
        || argument.endsWith(":")
            && NAME.matcher(argument.substring(0, argument.length() - 1)).matches()
        || argument.equalsIgnoreCase("authorization:");
  }

  /** {@code -u}, or {@code -su}. */
  private static boolean isLetterAtTheEnd(String option, Character letter) {
    return letter != null && option.matches("-\\w*" + letter);
  }

  /** An argument without the secret that it may hold itself. */
  private static String glued(String argument, String program) {
    int equals = argument.indexOf('=');
    int blank = argument.indexOf(' ');
    boolean oneName = equals > 0 && (blank < 0 || blank > equals);
    if (oneName && NAME.matcher(argument.substring(0, equals)).matches()) {
      return argument.substring(0, equals + 1) + BLANK;
    }
    char letter = MYSQL_LIKE.contains(program) ? 'p' : LETTERS.getOrDefault(program, ' ');
    if (argument.length() > 2 && argument.charAt(0) == '-' && argument.charAt(1) == letter) {
      return argument.substring(0, 2) + BLANK;
    }
    String shown = argument;
    for (Rule rule : INSIDE) {
      shown = rule.pattern().matcher(shown).replaceAll(rule.instead());
    }
    return shown;
  }
}
