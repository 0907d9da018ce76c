package org.kymata.errors;

import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** Waits for what is done elsewhere; only for threads that may. */
public final class Futures {

  private Futures() {}

  /**
   * What {@code work} comes to.
   *
   * @throws DomainException the one that it failed with
   * @throws CompletionException when it failed with anything else
   */
  public static <T> T await(CompletionStage<T> work) {
    try {
      return work.toCompletableFuture().join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof DomainException refusal ? refusal : e;
    }
  }
}
