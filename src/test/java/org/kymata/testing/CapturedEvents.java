package org.kymata.testing;

import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.NotificationOptions;
import jakarta.enterprise.util.TypeLiteral;
import java.lang.annotation.Annotation;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** An event that records what was fired and passes it to the test's observers. */
public final class CapturedEvents<T> implements Event<T> {

  private final List<T> events = new CopyOnWriteArrayList<>();
  private final List<Consumer<T>> observers = new CopyOnWriteArrayList<>();

  /** What was fired, oldest first. */
  public List<T> events() {
    return List.copyOf(events);
  }

  /** Passes later events to {@code observer}. */
  public CapturedEvents<T> observe(Consumer<T> observer) {
    observers.add(observer);
    return this;
  }

  @Override
  public void fire(T event) {
    events.add(event);
    observers.forEach(observer -> observer.accept(event));
  }

  @Override
  public <U extends T> CompletionStage<U> fireAsync(U event) {
    fire(event);
    return CompletableFuture.completedStage(event);
  }

  @Override
  public <U extends T> CompletionStage<U> fireAsync(U event, NotificationOptions options) {
    return fireAsync(event);
  }

  @Override
  public Event<T> select(Annotation... qualifiers) {
    return this;
  }

  @Override
  public <U extends T> Event<U> select(Class<U> subtype, Annotation... qualifiers) {
    throw new UnsupportedOperationException();
  }

  @Override
  public <U extends T> Event<U> select(TypeLiteral<U> subtype, Annotation... qualifiers) {
    throw new UnsupportedOperationException();
  }
}
