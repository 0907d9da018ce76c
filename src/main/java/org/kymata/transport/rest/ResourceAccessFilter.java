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

/** Checks behind the routing of JAX-RS that a caller may call the method that was found. */
@Provider
@Priority(Priorities.AUTHORIZATION)
public class ResourceAccessFilter implements ContainerRequestFilter {

  @Context private ResourceInfo resource;

  @Override
  public void filter(ContainerRequestContext request) {
    Method method = resource.getResourceMethod();
    boolean ours = method != null && method.getDeclaringClass().getName().startsWith("org.kymata.");
    if (!ours && request.getMethod().equals(HttpMethod.OPTIONS)) {
      // JAX-RS itself answers with the methods that there are.
      RequiredAccess.NODE_OR_READER.require(request.getSecurityContext().getUserPrincipal());
      return;
    }
    requirement(method).require(request.getSecurityContext().getUserPrincipal());
  }

  /** Who may call a method: what it says itself, else what its class says, else nobody. */
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
