package org.kymata.security;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.Character.UnicodeScript;
import java.lang.ref.SoftReference;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.kymata.errors.DomainException;
import org.kymata.text.NameValidator;
import org.kymata.text.Texts;

/**
 * The rules for account names, by which users cannot be mistaken for each other: no two names
 * differ only by case, by characters that look alike, or by invisible characters (Unicode Technical
 * Standard 39, ADR 26). Thread-safe.
 */
final class AccountNameValidator {

  private static final String TABLE = "confusables.txt";

  // Scripts that are commonly mixed within one word (UTS 39, "highly restrictive").
  private static final List<Set<UnicodeScript>> ALLOWED_SCRIPT_MIXES =
      List.of(
          EnumSet.of(
              UnicodeScript.LATIN,
              UnicodeScript.HAN,
              UnicodeScript.HIRAGANA,
              UnicodeScript.KATAKANA),
          EnumSet.of(UnicodeScript.LATIN, UnicodeScript.HAN, UnicodeScript.BOPOMOFO),
          EnumSet.of(UnicodeScript.LATIN, UnicodeScript.HAN, UnicodeScript.HANGUL));

  // Loaded again after garbage collection: accounts are seldom created.
  private static SoftReference<Map<Integer, String>> confusables = new SoftReference<>(null);

  private AccountNameValidator() {}

  /** NFC: one form for what can be typed as one character or as a letter and its accent. */
  static String normalize(String name) {
    return Normalizer.normalize(name, Normalizer.Form.NFC);
  }

  /**
   * Checks the name of a new account.
   *
   * @return the name in the form that is stored
   * @throws DomainException BAD_INPUT when it breaks the rule for names, has invisible characters,
   *     or mixes scripts that do not belong together
   */
  static String require(String given) {
    String name = normalize(NameValidator.require("the account's name", given));
    NameValidator.require("the account's name", name);
    Set<UnicodeScript> scripts = EnumSet.noneOf(UnicodeScript.class);
    for (int c : name.codePoints().toArray()) {
      if ("".equals(confusables().get(c))) {
        throw DomainException.badInput("the account's name has an invisible character");
      }
      scripts.add(UnicodeScript.of(c));
    }
    scripts.remove(UnicodeScript.COMMON);
    scripts.remove(UnicodeScript.INHERITED);
    if (scripts.size() > 1
        && ALLOWED_SCRIPT_MIXES.stream().noneMatch(set -> set.containsAll(scripts))) {
      throw DomainException.badInput(
          "the account's name \""
              + Texts.forDisplay(name)
              + "\" mixes letters of several scripts, which may look alike; use one");
    }
    return name;
  }

  /** Whether two names look alike. */
  static boolean areConfusable(String one, String other) {
    Set<String> forms = visualForms(one);
    return visualForms(other).stream().anyMatch(forms::contains);
  }

  /** The visual forms of a name as it is, in lower case and in upper case. */
  private static Set<String> visualForms(String name) {
    String text = Normalizer.normalize(name, Normalizer.Form.NFKC);
    Set<String> forms = new HashSet<>();
    forms.add(visualForm(text));
    forms.add(visualForm(text.toLowerCase(Locale.ROOT)));
    forms.add(visualForm(text.toUpperCase(Locale.ROOT)));
    return forms;
  }

  // Twice: a capital may look like one that has another lower-case letter.
  private static String visualForm(String text) {
    String small = skeleton(text).toLowerCase(Locale.ROOT);
    String form = skeleton(small).toLowerCase(Locale.ROOT);
    // A capital I looks like a lower-case l and is the same name as a lower-case i.
    return form.replace('l', 'i').replace('ı', 'i');
  }

  /** The skeleton of UTS 39, section 4. */
  private static String skeleton(String text) {
    StringBuilder skeleton = new StringBuilder();
    Normalizer.normalize(text, Normalizer.Form.NFD)
        .codePoints()
        .forEach(c -> skeleton.append(confusables().getOrDefault(c, Character.toString(c))));
    return Normalizer.normalize(skeleton, Normalizer.Form.NFD);
  }

  private static synchronized Map<Integer, String> confusables() {
    Map<Integer, String> known = confusables.get();
    if (known == null) {
      known = readConfusables();
      confusables = new SoftReference<>(known);
    }
    return known;
  }

  private static Map<Integer, String> readConfusables() {
    Map<Integer, String> confusableTo = new HashMap<>();
    try (InputStream in = AccountNameValidator.class.getResourceAsStream(TABLE);
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      String line;
      while ((line = lines.readLine()) != null) {
        int tab = line.indexOf('\t');
        if (!line.startsWith("# ") && tab >= 0) {
          String look = line.substring(0, tab);
          line.substring(tab + 1).codePoints().forEach(c -> confusableTo.put(c, look));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the table of characters that look alike cannot be read", e);
    }
    return confusableTo;
  }
}
