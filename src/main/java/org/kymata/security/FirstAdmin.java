package org.kymata.security;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.kymata.config.Console;
import org.kymata.config.Settings;
import org.kymata.crypto.Secrets;
import org.kymata.errors.DomainException;

/** The account that exists from the first start, and its password. */
@ApplicationScoped
public class FirstAdmin {

  static final String NAME = "admin";

  private static final int PASSWORD_LENGTH = 16;

  @Inject private Settings settings;

  private String generatedPassword;

  /**
   * The password in the settings, or else a random one, which {@link #printGeneratedPassword}
   * prints.
   */
  String password() {
    return settings
        .adminPassword()
        .orElseGet(
            () -> {
              generatedPassword = Secrets.random(PASSWORD_LENGTH);
              return generatedPassword;
            });
  }

  /**
   * Checks the password in the settings, if there is one. Called when it is used, so that later
   * starts load no dictionaries.
   *
   * @throws DomainException when it is easy to guess; the console says so
   */
  void requireStrength(PasswordStrengthValidator strength) {
    try {
      settings.adminPassword().ifPresent(password -> strength.require(password, NAME));
    } catch (DomainException weak) {
      Console.println("Kymata cannot start: KYMATA_ADMIN_PASSWORD: " + weak.getMessage());
      throw weak;
    }
  }

  /** Prints a generated password, once, on the console. */
  void printGeneratedPassword() {
    if (generatedPassword != null) {
      Console.println(
          "First start: sign in as "
              + NAME
              + " with the password "
              + generatedPassword
              + " (shown only now; change it under your name)");
      generatedPassword = null;
    }
  }
}
