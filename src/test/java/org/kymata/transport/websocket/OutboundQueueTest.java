package org.kymata.transport.websocket;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.SendHandler;
import jakarta.websocket.Session;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class OutboundQueueTest {

  private static <T> T as(Class<T> type, InvocationHandler handler) {
    return type.cast(
        Proxy.newProxyInstance(
            OutboundQueueTest.class.getClassLoader(), new Class<?>[] {type}, handler));
  }

  private final AtomicInteger waiting = new AtomicInteger();

  private OutboundQueue to(InvocationHandler remote) {
    RemoteEndpoint.Async wire = as(RemoteEndpoint.Async.class, remote);
    return new OutboundQueue(
        as(
            Session.class,
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "isOpen" -> true;
                  case "getAsyncRemote" -> wire;
                  default -> null;
                }),
        waiting::addAndGet);
  }

  @Test
  void sendToASocketThatJustBrokeThrowsNothing() {
    OutboundQueue queue =
        to(
            (proxy, method, arguments) -> {
              throw new RuntimeException("Socket is not connected.");
            });
    for (int i = 0; i < 2_000; i++) {
      assertDoesNotThrow(() -> queue.send("{}"));
    }
    assertFalse(queue.isBusy(), "what was not sent does not wait");
    assertEquals(0, waiting.get());
  }

  @Test
  void textThatCannotBeEncodedThrowsNothing() {
    OutboundQueue queue =
        to(
            (proxy, method, arguments) -> {
              throw new Error("half of a character");
            });
    assertDoesNotThrow(() -> queue.send("{}"));
  }

  @Test
  void socketThatReadsNothingIsBusy() {
    OutboundQueue queue = to((proxy, method, arguments) -> null);
    for (int i = 0; i < 600; i++) {
      queue.send("{}");
    }
    assertTrue(queue.isBusy());
    assertEquals(600 * 3, waiting.get(), "it counts as held");
  }

  @Test
  void socketThatReadsEverythingIsNotBusy() {
    OutboundQueue queue =
        to(
            (proxy, method, arguments) -> {
              ((SendHandler) arguments[1]).onResult(new jakarta.websocket.SendResult(null));
              return null;
            });
    for (int i = 0; i < 2_000; i++) {
      queue.send("{}");
    }
    assertFalse(queue.isBusy());
  }
}
