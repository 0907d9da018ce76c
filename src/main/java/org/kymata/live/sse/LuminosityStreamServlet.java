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
 * /contenu/index.html} and the older ones like it. Every event is complete, so a browser that
 * reconnects with {@code Last-Event-ID} gets one at once and has missed nothing.
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
    } catch (DomainException failure) {
      ProblemResponse.send(response, failure);
    }
  }

  private void open(HttpServletRequest request, HttpServletResponse response) throws IOException {
    String idOrName = request.getParameter("node");
    NodeId node = idOrName == null || idOrName.isEmpty() ? null : nodes.require(idOrName).id();
    if (streams.isFull((Caller.User) request.getUserPrincipal())) {
      throw new DomainException(
          Kind.UNAVAILABLE, "too many pages are open, in total or for this account", 30);
    }
    response.setContentType("text/event-stream;charset=UTF-8");
    // For nginx, which would otherwise collect events until its buffer is full.
    response.setHeader("X-Accel-Buffering", "no");
    AsyncContext async = request.startAsync();
    async.setTimeout(0);
    SseLiveChannel link = new SseLiveChannel(async, response.getOutputStream());
    LuminosityStream stream =
        new LuminosityStream((Caller.User) request.getUserPrincipal(), node, link);
    link.start(() -> streams.close(stream));
    streams.open(stream);
    if (!sessionRevocation.isCurrent(stream.user())) {
      // The session ended after the access filter ran, before this stream was registered.
      streams.close(stream);
    }
  }
}
