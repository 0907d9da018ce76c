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
 * {@code GET /metrics}: the hub's metrics for Prometheus. Mapped exactly, so that it takes
 * precedence over the server's own {@code /metrics/*}, where that exists.
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
      // Metrics of the hub are sums over all nodes, which this caller may not see.
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
