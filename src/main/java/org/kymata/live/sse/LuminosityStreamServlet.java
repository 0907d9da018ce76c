package org.kymata.live.sse;

import jakarta.inject.Inject;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.kymata.errors.DomainException;
import org.kymata.errors.DomainException.Kind;
import org.kymata.http.ProblemResponse;
import org.kymata.live.SessionRevocation;
import org.kymata.nodes.NodeId;
import org.kymata.nodes.Nodes;
import org.kymata.security.AccessCheckedServlet;
import org.kymata.security.Caller;
import org.kymata.security.RequiredAccess;
import org.kymata.security.RequiresAccess;

/**
 * {@code GET /connexion}: the newest luminosity as server-sent events, for the page {@code
 * /contenu/index.html} and those written before it. Every event is whole, so a browser that comes
 * back with {@code Last-Event-ID} gets one at once and has missed nothing.
 */
@RequiresAccess(RequiredAccess.SIGNED_IN)
@WebServlet(urlPatterns = "/connexion", asyncSupported = true)
public class LuminosityStreamServlet extends AccessCheckedServlet {

  private static final long serialVersionUID = 1L;

  @Inject private transient LuminosityStreams streams;
  @Inject private transient Nodes nodes;
  @Inject private transient SessionRevocation sessionRevocation;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    try {
      open(request, response);
    } catch (DomainException refusal) {
      ProblemResponse.send(response, refusal);
    }
  }

  private void open(HttpServletRequest request, HttpServletResponse response) throws IOException {
    String asked = request.getParameter("node");
    NodeId node = asked == null || asked.isEmpty() ? null : nodes.require(asked).id();
    if (streams.isFull((Caller.User) request.getUserPrincipal())) {
      throw new DomainException(
          Kind.UNAVAILABLE, "too many pages are open, of all or of this account", 30);
    }
    response.setContentType("text/event-stream;charset=UTF-8");
    // Told to nginx, which would otherwise gather events until they fill its buffer.
    response.setHeader("X-Accel-Buffering", "no");
    AsyncContext async = request.startAsync();
    async.setTimeout(0);
    SseLiveChannel link = new SseLiveChannel(async, response.getOutputStream());
    LuminosityStream stream =
        new LuminosityStream((Caller.User) request.getUserPrincipal(), node, link);
    link.start(() -> streams.close(stream));
    streams.open(stream);
    if (!sessionRevocation.isCurrent(stream.user())) {
      // It ended between the access filter and here, when this stream could not be found yet.
      streams.close(stream);
    }
  }
}
