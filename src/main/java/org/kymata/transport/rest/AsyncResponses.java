package org.kymata.transport.rest;

import jakarta.ws.rs.container.AsyncResponse;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/** Answers that come later than their request. */
final class AsyncResponses {

  private AsyncResponses() {}

  /**
   * Answers, on a thread that may wait.
   *
   * @param fault what went wrong; null when nothing did
   * @param answer makes the answer when nothing did
   */
  static void resume(AsyncResponse response, Throwable fault, Supplier<Object> answer) {
    if (fault != null) {
      response.resume(fault instanceof CompletionException ? fault.getCause() : fault);
      return;
    }
    try {
      response.resume(answer.get());
    } catch (RuntimeException e) {
      // Else nobody would ever answer.
      response.resume(e);
    }
  }
}
