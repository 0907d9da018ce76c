package org.kymata.security;

import jakarta.enterprise.context.ApplicationScoped;
import java.lang.ref.SoftReference;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import me.gosimple.nbvcxz.Nbvcxz;
import me.gosimple.nbvcxz.matching.DateMatcher;
import me.gosimple.nbvcxz.matching.DictionaryMatcher;
import me.gosimple.nbvcxz.matching.PasswordMatcher;
import me.gosimple.nbvcxz.matching.RepeatMatcher;
import me.gosimple.nbvcxz.matching.SeparatorMatcher;
import me.gosimple.nbvcxz.matching.SequenceMatcher;
import me.gosimple.nbvcxz.matching.SpacialMatcher;
import me.gosimple.nbvcxz.matching.YearMatcher;
import me.gosimple.nbvcxz.resources.AdjacencyGraph;
import me.gosimple.nbvcxz.resources.AdjacencyGraphUtil;
import me.gosimple.nbvcxz.resources.Configuration;
import me.gosimple.nbvcxz.resources.Dictionary;
import me.gosimple.nbvcxz.resources.DictionaryUtil;
import me.gosimple.nbvcxz.scoring.Result;
import org.kymata.errors.DomainException;
import org.kymata.errors.DomainException.Kind;

/**
 * Refuses passwords that are easy to guess. The library nbvcxz estimates how many guesses an
 * attacker needs who first tries known passwords, words, names, dates, rows of keys and their usual
 * variations (ADR 26). Thread-safe; one estimate at a time.
 *
 * <p>The dictionaries take 20 MB of heap. They are loaded when a password is set, and the garbage
 * collector frees them when memory is short.
 */
@ApplicationScoped
public class PasswordStrengthValidator {

  /** The fewest bits of a password: half of 2^35 guesses at Kymata's hash take years. */
  static final double MIN_BITS = 35;

  // The cost grows with the length, and the rest could only add to the strength.
  private static final int MAX_ESTIMATED = 48;
  private static final long MAX_COMBINING_MILLIS = 200;
  private static final long MAX_WAIT_SECONDS = 5;

  private static final int MIN_NAME = 3;
  private static final int MIN_BESIDE_NAME = 6;

  private static final String PRODUCT = "kymata";
  private static final String ADVICE =
      "; better: four words that do not belong together, or 12 random characters";
  private static final Pattern NAME_PARTS = Pattern.compile("[._/-]+");
  private static final Pattern YEARS = Pattern.compile("19\\d\\d|20\\d\\d");
  // Each character and its usual substitutes.
  private static final String[] SUBSTITUTES = {
    "4a", "@a", "8b", "(c", "<c", "3e", "€e", "6g", "9g", "#h", "!il", "1il", "|il", "0o", "$s",
    "5s", "+t", "7tl", "2z"
  };

  private final Semaphore estimateLock = new Semaphore(1, true);
  private SoftReference<List<Dictionary>> dictionaries = new SoftReference<>(null);

  /**
   * Checks a new password.
   *
   * @param password 8 to 200 characters
   * @param account the account's name
   * @throws DomainException BAD_INPUT when it is easy to guess, with what would be better;
   *     UNAVAILABLE when others are being checked for too long
   */
  public void require(String password, String account) {
    rejectNames(password, account);
    Result result = estimate(password, account);
    if (!result.isMinimumEntropyMet()) {
      throw DomainException.badInput("this password is easy to guess" + reason(result) + ADVICE);
    }
  }

  private static void rejectNames(String password, String account) {
    String plain = normalize(password);
    for (String known : List.of(account, PRODUCT)) {
      String name = normalize(known);
      if (name.length() < MIN_NAME) {
        continue;
      }
      String rest = plain.replace(name, "").replace(reversed(name), "");
      // Attackers try digits and a few symbols beside a name next.
      long letters = rest.chars().filter(c -> !Character.isDigit(c)).count();
      long signs = password.chars().filter(c -> !Character.isLetterOrDigit(c)).distinct().count();
      if (!rest.equals(plain) && letters + signs < MIN_BESIDE_NAME) {
        String owner = known.equals(PRODUCT) ? "this program" : "the account";
        throw DomainException.badInput(
            "this password is hardly more than the name of " + owner + ADVICE);
      }
    }
  }

  /**
   * Lower-case letters and digits only, so that spaces, symbols and capitals make no difference.
   */
  private static String normalize(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFKC)
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^\\p{L}\\p{N}]", "");
  }

  private static String reversed(String text) {
    return new StringBuilder(text).reverse().toString();
  }

  private static String reason(Result result) {
    String warning = result.getFeedback() == null ? null : result.getFeedback().getWarning();
    if (warning == null || warning.isBlank()) {
      return "";
    }
    String sentence = warning.strip().replaceAll("\\.$", "");
    return ": " + Character.toLowerCase(sentence.charAt(0)) + sentence.substring(1);
  }

  private Result estimate(String password, String account) {
    acquireEstimate();
    try {
      List<Dictionary> all = new ArrayList<>(dictionaries());
      all.add(accountDictionary(account));
      return new Nbvcxz(configuration(all)).estimate(repeated(password));
    } finally {
      estimateLock.release();
    }
  }

  /** The unit that a text consists of when it repeats, or else the text itself. */
  private static String repeated(String text) {
    for (int length = 1; length <= text.length() / 2; length++) {
      // The same text, shifted by one unit, matches itself.
      if (text.startsWith(text.substring(length))) {
        return text.substring(0, length);
      }
    }
    return text;
  }

  private void acquireEstimate() {
    try {
      if (estimateLock.tryAcquire(MAX_WAIT_SECONDS, TimeUnit.SECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new DomainException(
        Kind.UNAVAILABLE, "too many passwords are being set at this moment; try again", 5);
  }

  /** A dictionary that puts what is known of the account first. */
  private static Dictionary accountDictionary(String account) {
    Map<String, Integer> names = new HashMap<>();
    String name = account.toLowerCase(Locale.ROOT);
    names.put(PRODUCT, 1);
    names.put(name, 1);
    names.put(normalize(name), 1);
    for (String part : NAME_PARTS.split(name)) {
      if (part.length() > 2) {
        names.put(part, 1);
      }
    }
    names.remove("");
    return new Dictionary("names", names, false);
  }

  private List<Dictionary> dictionaries() {
    List<Dictionary> loaded = dictionaries.get();
    if (loaded == null) {
      loaded = new ArrayList<>();
      for (String file :
          List.of(
              DictionaryUtil.passwords,
              DictionaryUtil.english,
              DictionaryUtil.surnames,
              DictionaryUtil.female_names,
              DictionaryUtil.male_names)) {
        // The library tells passwords from words by this name.
        String name = file.replace(".txt", "").replace('-', '_');
        loaded.add(new Dictionary(name, DictionaryUtil.loadRankedDictionary(file), false));
      }
      Map<String, Integer> words = DictionaryUtil.loadUnrankedDictionary(DictionaryUtil.eff_large);
      loaded.add(new Dictionary("eff_large", words, false));
      dictionaries = new SoftReference<>(loaded);
    }
    return loaded;
  }

  // Built by hand: the library's builder loads all of its dictionaries and never frees them.
  private static Configuration configuration(List<Dictionary> dictionaries) {
    List<PasswordMatcher> matchers =
        List.of(
            new DateMatcher(),
            new YearMatcher(),
            new RepeatMatcher(),
            new SequenceMatcher(),
            new SpacialMatcher(),
            new DictionaryMatcher(),
            new SeparatorMatcher());
    List<AdjacencyGraph> keyboards =
        List.of(
            new AdjacencyGraph("Qwerty", AdjacencyGraphUtil.qwerty),
            new AdjacencyGraph("Standard Keypad", AdjacencyGraphUtil.standardKeypad));
    Map<Character, Character[]> substitutes = new HashMap<>();
    for (String each : SUBSTITUTES) {
      substitutes.put(
          each.charAt(0),
          each.substring(1).chars().mapToObj(c -> (char) c).toArray(Character[]::new));
    }
    return new Configuration(
        matchers,
        Map.of(),
        dictionaries,
        keyboards,
        substitutes,
        YEARS,
        MIN_BITS,
        MAX_ESTIMATED,
        // For its messages, whatever the language of this machine is.
        Locale.ROOT,
        true,
        MAX_COMBINING_MILLIS);
  }
}
