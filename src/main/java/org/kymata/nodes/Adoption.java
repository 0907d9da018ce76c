package org.kymata.nodes;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Who without a token was let in as what. Here only its form: nobody is let in. */
@ApplicationScoped
public class Adoption {

  /**
   * What the sender was adopted as; else its knock is noted and it is empty. Never blocks on the
   * database for a known sender.
   *
   * @param raw the message as it came
   * @param decoded the message as understood
   */
  public Optional<Adopted> admit(Sender sender, String raw, String decoded) {
    return Optional.empty();
  }

  /** Whether messages from this address are dropped unseen. */
  public boolean isBlocked(String address) {
    return false;
  }
}
