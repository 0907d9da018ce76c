package org.kymata.transport.rest;

import jakarta.ws.rs.container.AsyncResponse;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/** Answers requests asynchronously. */
final class AsyncResponses {

  private AsyncResponses() {}

  /**
   * Resumes the response; the calling thread may block.
   *
   * @param fault the failure; null when there is none
   * @param answer creates the answer when there is no failure
   */
  static void resume(AsyncResponse response, Throwable fault, Supplier<Object> answer) {
    if (fault != null) {
      response.resume(fault instanceof CompletionException ? fault.getCause() : fault);
      return;
    }
    try {
      response.resume(answer.get());
    } catch (RuntimeException e) {
      // Otherwise the request would never get an answer.
      response.resume(e);
    }
  }
}
