package org.kymata.security;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The access that a resource method, a resource class or a servlet requires. It is checked after
 * routing, whatever spelling of an address led there, so that a mistake in {@link AccessRules}
 * alone opens nothing. Without this annotation all calls are refused; a test compares all
 * annotations with the table.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface RequiresAccess {

  /** The required access. */
  RequiredAccess value();
}
