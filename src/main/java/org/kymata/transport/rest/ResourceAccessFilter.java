package org.kymata.transport.rest;

import jakarta.annotation.Priority;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.ext.Provider;
import java.lang.reflect.Method;
import org.kymata.security.RequiredAccess;
import org.kymata.security.RequiresAccess;

/** Checks, after JAX-RS has chosen the method, that the caller may call it. */
@Provider
@Priority(Priorities.AUTHORIZATION)
public class ResourceAccessFilter implements ContainerRequestFilter {

  @Context private ResourceInfo resource;

  @Override
  public void filter(ContainerRequestContext request) {
    Method method = resource.getResourceMethod();
    boolean ours = method != null && method.getDeclaringClass().getName().startsWith("org.kymata.");
    if (!ours && request.getMethod().equals(HttpMethod.OPTIONS)) {
      // JAX-RS itself answers OPTIONS with the methods that exist.
      RequiredAccess.NODE_OR_READER.require(request.getSecurityContext().getUserPrincipal());
      return;
    }
    requirement(method).require(request.getSecurityContext().getUserPrincipal());
  }

  /**
   * The access that a method requires: its own annotation, else that of its class, else none may
   * call it.
   */
  static RequiredAccess requirement(Method method) {
    if (method == null) {
      return RequiredAccess.DENY_ALL;
    }
    RequiresAccess access = method.getAnnotation(RequiresAccess.class);
    if (access == null) {
      access = method.getDeclaringClass().getAnnotation(RequiresAccess.class);
    }
    return access == null ? RequiredAccess.DENY_ALL : access.value();
  }
}
