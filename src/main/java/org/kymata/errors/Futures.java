package org.kymata.errors;

import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** Waits for futures; only for threads that may block. */
public final class Futures {

  private Futures() {}

  /**
   * Waits for the result of {@code work}.
   *
   * @throws DomainException when it failed with one
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
