package org.kymata.testing;

import jakarta.annotation.PostConstruct;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;

/**
 * Does by hand what the container does: injects fields and calls {@code @PostConstruct} methods.
 */
public final class Wiring {

  private Wiring() {}

  /** Sets a field, even a private one. */
  public static void set(Object target, String field, Object value) {
    set(target, target.getClass(), field, value);
  }

  /** Sets a field of {@code owner}, a class of the target or above it. */
  public static void set(Object target, Class<?> owner, String field, Object value) {
    try {
      Field found = owner.getDeclaredField(field);
      found.setAccessible(true);
      found.set(target, value);
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** Sets fields, given as name, value, name, value… */
  public static <T> T wire(T target, Object... fields) {
    for (int i = 0; i < fields.length; i += 2) {
      set(target, (String) fields[i], fields[i + 1]);
    }
    return target;
  }

  /** Calls the method that the container calls after injection. */
  public static <T> T start(T target) {
    for (Method method : target.getClass().getDeclaredMethods()) {
      if (method.isAnnotationPresent(PostConstruct.class)) {
        call(method, target);
      }
    }
    return target;
  }

  private static void call(Method method, Object target) {
    try {
      method.setAccessible(true);
      method.invoke(target);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
