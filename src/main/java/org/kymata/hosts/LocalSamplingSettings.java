package org.kymata.hosts;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.kymata.hostmetrics.SamplingSettings;
import org.kymata.nodes.Nodes;

/** The sampling settings of this machine, which is a host like any other. */
@ApplicationScoped
public class LocalSamplingSettings implements SamplingSettings {

  @Inject private Hosts hosts;
  @Inject private Nodes nodes;

  @Override
  public long intervalMillis() {
    return self().intervalMillis();
  }

  @Override
  public boolean isRunning() {
    return self().running();
  }

  private Host self() {
    return hosts.find(nodes.self().id()).orElseThrow();
  }
}
