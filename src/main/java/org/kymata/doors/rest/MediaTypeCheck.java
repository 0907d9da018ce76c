package org.kymata.doors.rest;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.ext.Provider;
import org.kymata.platform.Problem;
import org.kymata.platform.Texts;

/** Answers for a {@code Content-Type} that is none, which Jersey would answer with an empty 400. */
@Provider
@PreMatching
public class MediaTypeCheck implements ContainerRequestFilter {

  @Override
  public void filter(ContainerRequestContext request) {
    String type = request.getHeaderString(HttpHeaders.CONTENT_TYPE);
    try {
      if (type != null) {
        MediaType.valueOf(type);
      }
    } catch (IllegalArgumentException e) {
      String words = "Content-Type must be application/json, but is \"" + Texts.shown(type) + "\"";
      request.abortWith(ProblemMapper.response(new Problem(415, words)).build());
    }
  }
}
