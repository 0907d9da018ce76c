package org.kymata.security;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Who may call a resource method, all methods of a resource, or a servlet. It is checked behind the
 * routing, whatever spelling of an address led there, so that a mistake in {@link AccessRules}
 * alone opens nothing. What carries none is open to nobody; a test compares all with the table.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface RequiresAccess {

  /** Who may. */
  RequiredAccess value();
}
