package org.kymata.security;

import java.util.regex.Pattern;
import org.kymata.text.Texts;

/**
 * One of the forms of {@code login.html}.
 *
 * @param step which form
 * @param pending the token of a pending login, instead of name and password; "" in the first form
 */
record LoginForm(Step step, String pending) {

  /** The forms, by their names in the page. */
  enum Step {
    PASSWORD("password"),
    CODE("code"),
    NEW_PASSWORD("new-password");

    private final String part;

    Step(String part) {
      this.part = part;
    }
  }

  private static final Pattern PART =
      Pattern.compile("<!--step ([a-z-]+)-->(.*?)<!--end-->", Pattern.DOTALL);

  /** Renders the page with this form. */
  String fill(String template, String message, String to) {
    String shown =
        message.isEmpty()
            ? ""
            : "<p class=\"login-message\" role=\"alert\">" + Texts.escapeHtml(message) + "</p>";
    return PART.matcher(template)
        .replaceAll(part -> part.group(1).equals(step.part) ? "$2" : "")
        .replace("<!--message-->", shown)
        .replace("@pending@", Texts.escapeHtml(pending))
        .replace("@to@", Texts.escapeHtml(to));
  }
}
