package org.kymata.transport.rest;

import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.kymata.metrics.MetricSink;
import org.kymata.metrics.MetricSource;
import org.kymata.metrics.NodeMetricFilter;
import org.kymata.metrics.PrometheusExposition;
import org.kymata.nodes.NodeId;
import org.kymata.security.AccessCheckedServlet;
import org.kymata.security.Caller;
import org.kymata.security.RequiredAccess;
import org.kymata.security.RequiresAccess;

/**
 * {@code GET /metrics}: the hub's figures for Prometheus and its like. Mapped exactly, so that it
 * comes before the server's own at {@code /metrics/*}, where that is there.
 */
@RequiresAccess(RequiredAccess.READER)
@WebServlet(urlPatterns = "/metrics")
public class MetricsServlet extends AccessCheckedServlet {

  private static final long serialVersionUID = 1L;

  @Inject private transient Instance<MetricSource> sources;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    PrometheusExposition exposition = new PrometheusExposition();
    if (request.getUserPrincipal() instanceof Caller.Key key && key.scope().nodes().isPresent()) {
      // Of the hub as a whole it is told nothing: that is the sum of all nodes.
      MetricSink chosen = new NodeMetricFilter(exposition, node -> key.canRead(new NodeId(node)));
      sources.forEach(source -> source.writeNodeMetrics(chosen));
    } else {
      sources.forEach(source -> source.writeMetrics(exposition));
      sources.forEach(source -> source.writeNodeMetrics(exposition));
    }
    response.setContentType(PrometheusExposition.MEDIA_TYPE);
    response.setHeader("Cache-Control", "no-store");
    exposition.writeTo(response.getWriter());
  }
}
