package org.kymata.live;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Set;
import org.kymata.config.Settings;
import org.kymata.health.HealthIssues;
import org.kymata.hostmetrics.LatestSnapshots;
import org.kymata.nodes.Node;
import org.kymata.nodes.NodeId;
import org.kymata.nodes.Nodes;
import org.kymata.security.Caller;

/** Creates the first frames that a new client gets. */
@ApplicationScoped
public class WelcomeFrames {

  @Inject private Settings settings;
  @Inject private Nodes nodes;
  @Inject private LatestSnapshots latest;
  @Inject private HealthIssues faults;

  /** The first frame of every client. */
  String welcome(Caller.Reader user) {
    Node self = nodes.self();
    String host = latest.of(self.id()).flatMap(snapshot -> snapshot.facts().host()).orElse("");
    return LiveFrameEncoder.welcome(user, settings.autoAdoption(), self, host, faults.list());
  }

  /** Sends the facts of the hosts among these topics, as far as they are known when it is sent. */
  public void sendHostFacts(LiveFeed feed, LiveClient client, Set<Topics.Topic> topics) {
    Topics selected = Topics.NONE.plus(topics);
    for (NodeId node : latest.nodes()) {
      if (selected.includesNode(node)) {
        // On the feed's thread, after the subscription, so that no change is missed.
        feed.broadcast(
            client::equals,
            () ->
                latest
                    .of(node)
                    .map(snapshot -> LiveFrameEncoder.hostFacts(node, snapshot))
                    .orElse(null));
      }
    }
  }
}
