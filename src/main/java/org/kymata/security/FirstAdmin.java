package org.kymata.security;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.kymata.config.Console;
import org.kymata.config.Settings;
import org.kymata.crypto.Secrets;
import org.kymata.errors.DomainException;

/** The account that exists from the first start, and how its password reaches the person. */
@ApplicationScoped
public class FirstAdmin {

  static final String NAME = "admin";

  private static final int PASSWORD_LENGTH = 16;

  @Inject private Settings settings;

  private String generatedPassword;

  /**
   * The password of the settings, or else a random one, which {@link #printGeneratedPassword}
   * tells.
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
   * Looks at the password of the settings, where there is one; to be called when it is used, so
   * that nothing is loaded for it at later starts.
   *
   * @throws DomainException when it is easy to guess; the person at the terminal is told
   */
  void requireStrength(PasswordStrengthValidator strength) {
    try {
      settings.adminPassword().ifPresent(password -> strength.require(password, NAME));
    } catch (DomainException weak) {
      Console.println("Kymata cannot start: KYMATA_ADMIN_PASSWORD: " + weak.getMessage());
      throw weak;
    }
  }

  /** Prints a made-up password, once, where the person who started the server looks. */
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
