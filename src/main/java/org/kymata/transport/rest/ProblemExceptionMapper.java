package org.kymata.transport.rest;

import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.kymata.errors.DomainException;
import org.kymata.hosts.ConnectFailure;
import org.kymata.json.Problem;

/** Maps every exception of a resource to a problem (RFC 9457). */
@Provider
public class ProblemExceptionMapper implements ExceptionMapper<Throwable> {

  private static final Logger LOG = System.getLogger(ProblemExceptionMapper.class.getName());

  @Override
  public Response toResponse(Throwable fault) {
    if (fault instanceof DomainException refusal) {
      Response.ResponseBuilder response = response(Problem.of(refusal));
      if (refusal instanceof ConnectFailure failure) {
        response.entity(problem(failure));
      }
      refusal
          .retryAfterSeconds()
          .ifPresent(seconds -> response.header(HttpHeaders.RETRY_AFTER, seconds));
      return response.build();
    }
    if (fault instanceof WebApplicationException known) {
      int status = known.getResponse().getStatus();
      Response.ResponseBuilder response = response(new Problem(status, detail(status)));
      String allow = known.getResponse().getHeaderString(HttpHeaders.ALLOW);
      return (allow == null ? response : response.header(HttpHeaders.ALLOW, allow)).build();
    }
    LOG.log(Level.ERROR, "a request failed", fault);
    return response(new Problem(500, "the hub failed at this; its log says why")).build();
  }

  /** The problem with the error's stable code for programs. */
  private static String problem(ConnectFailure failure) {
    return Problem.of(failure).builder().add("code", failure.code().wireName()).build().toString();
  }

  static Response.ResponseBuilder response(Problem problem) {
    return Response.status(problem.status())
        .type(Problem.MEDIA_TYPE)
        .entity(problem.json().toString());
  }

  private static String detail(int status) {
    return switch (status) {
      case 404 -> "there is nothing at this address";
      case 405 -> "this address does not take that method; the header Allow names those it takes";
      case 406 -> "this address cannot answer in that media type; ask for application/json";
      case 415 -> "the body must be application/json";
      default -> "the request cannot be understood";
    };
  }
}
