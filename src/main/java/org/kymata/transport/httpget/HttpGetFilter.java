package org.kymata.transport.httpget;

import jakarta.inject.Inject;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.kymata.config.Settings;
import org.kymata.errors.DomainException;
import org.kymata.errors.DomainException.Kind;
import org.kymata.errors.Futures;
import org.kymata.http.TextResponse;
import org.kymata.json.JsonNumbers;
import org.kymata.messages.MessageLog;
import org.kymata.nodes.Adoption;
import org.kymata.nodes.Binding;
import org.kymata.nodes.NodeId;
import org.kymata.nodes.NodeKeyRejectedException;
import org.kymata.nodes.Nodes;
import org.kymata.nodes.Sender;
import org.kymata.nodes.Transport;
import org.kymata.readings.SeriesCatalog;
import org.kymata.readings.ingest.IngestService;
import org.kymata.readings.ingest.ReadingBatch;
import org.kymata.security.AccessFilter;
import org.kymata.security.BrowserDetector;
import org.kymata.security.Caller;
import org.kymata.security.ClientAddress;
import org.kymata.security.OriginValidator;
import org.kymata.security.ReadingPath;
import org.kymata.security.RequiredAccess;
import org.kymata.text.Texts;

/**
 * Takes readings from the address of a request: {@code GET /luminosity/{number}} and {@code GET
 * /{metric}/{number}}. It is a filter because no servlet mapping can express the second form; the
 * access rules say which addresses belong to it.
 */
@WebFilter(urlPatterns = "/*", asyncSupported = true)
public class HttpGetFilter extends HttpFilter {

  private static final long serialVersionUID = 1L;
  private static final int MAX_RAW = 256;
  private static final String BROWSER_REJECTED =
      "nothing was stored: this request came from a browser, in which any page may have made it."
          + " Addresses with a reading are for devices: send it from the device, or with curl";

  @Inject private transient Adoption adoption;
  @Inject private transient Nodes nodes;
  @Inject private transient SeriesCatalog catalog;
  @Inject private transient IngestService ingest;
  @Inject private transient MessageLog messageLog;
  @Inject private transient Settings settings;

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (request.getAttribute(AccessFilter.REQUIRED_ACCESS) != RequiredAccess.SENDER) {
      chain.doFilter(request, response);
      return;
    }
    try {
      submit(request);
      respond(response, HttpServletResponse.SC_OK, "ok");
    } catch (DomainException failure) {
      failure
          .retryAfterSeconds()
          .ifPresent(seconds -> response.setIntHeader("Retry-After", seconds));
      respond(response, failure.kind().status(), failure.getMessage());
    }
  }

  private void submit(HttpServletRequest request) {
    requireDevice(request);
    if (request.getQueryString() != null && request.getParameter("key") != null) {
      throw DomainException.badInput(
          "never put a key in an address, since logs keep it: send it in a message to the node"
              + " port or by TCP, and make a new one now");
    }
    ReadingPath read = ReadingPath.of(AccessFilter.path(request));
    String raw = "GET " + Texts.truncate(request.getRequestURI(), MAX_RAW);
    String fault =
        read.number() == null ? "the address must end in a number, as in /luminosity/512" : null;
    String decoded = fault == null ? read.metric() + " = " + JsonNumbers.text(read.number()) : "";
    NodeId node =
        resolveNode(request, read.metric(), raw, fault == null ? decoded : fault)
            .orElseThrow(
                () ->
                    new DomainException(
                        Kind.FORBIDDEN,
                        "waiting: an operator must adopt this sender; nothing was stored"));
    ReadingBatch batch = new ReadingBatch(nodes, catalog, node, System.currentTimeMillis());
    ReadingBatch.UncheckedReading draft = new ReadingBatch.UncheckedReading();
    draft.metric = read.metric();
    draft.number = read.number();
    draft.error = fault;
    batch.add(draft);
    String wrong = batch.rejected().isEmpty() ? null : batch.rejected().get(0).reason();
    messageLog.received(node, Transport.GET, raw, decoded, wrong);
    Futures.await(ingest.submit(Transport.GET, batch));
    if (wrong != null) {
      throw DomainException.badInput(wrong);
    }
  }

  /**
   * Throws when a browser sent the request; a page of another site can neither add a token nor hide
   * that a browser asks.
   */
  private void requireDevice(HttpServletRequest request) {
    boolean hasToken = request.getUserPrincipal() instanceof Caller.Node;
    if (!hasToken
        && BrowserDetector.isBrowser(request)
        && !OriginValidator.isProvenAllowed(request, settings.allowedOrigins())) {
      throw new DomainException(Kind.FORBIDDEN, BROWSER_REJECTED);
    }
  }

  /** The node that sent the reading: by its token, else by the sender's adoption. */
  private Optional<NodeId> resolveNode(
      HttpServletRequest request, String metric, String raw, String decoded) {
    if (request.getUserPrincipal() instanceof Caller.Node caller) {
      return Optional.of(caller.id());
    }
    String address = ClientAddress.of(request);
    if (adoption.isBlocked(address)) {
      throw new DomainException(Kind.FORBIDDEN, "this address is blocked");
    }
    try {
      return adoption
          .identify(new Sender(Transport.GET, address, metric), raw, decoded)
          .map(Binding::node);
    } catch (NodeKeyRejectedException e) {
      ingest.countMalformed(Transport.GET);
      e.tracedNode()
          .ifPresent(
              node -> messageLog.received(node, Transport.GET, raw, decoded, e.getMessage()));
      throw e;
    }
  }

  private static void respond(HttpServletResponse response, int status, String message) {
    TextResponse.send(response, status, "text/plain;charset=UTF-8", message + "\n");
  }
}
