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

/** What somebody who begins to watch is told first. */
@ApplicationScoped
public class WelcomeFrames {

  @Inject private Settings settings;
  @Inject private Nodes nodes;
  @Inject private LatestSnapshots latest;
  @Inject private HealthIssues faults;

  /** The first frame for everybody. */
  String welcome(Caller.Reader user) {
    Node self = nodes.self();
    String host = latest.of(self.id()).flatMap(picture -> picture.facts().host()).orElse("");
    return LiveFrameEncoder.welcome(user, settings.autoAdoption(), self, host, faults.list());
  }

  /** Tells what the hosts among these topics are and have, as far as it is known by then. */
  public void sendHostFacts(LiveFeed feed, LiveClient browser, Set<Topics.Topic> topics) {
    Topics wanted = Topics.NONE.plus(topics);
    for (NodeId node : latest.nodes()) {
      if (wanted.includesNode(node)) {
        // At the feed's turn, after that of the subscription: no change of them is missed.
        feed.broadcast(
            browser::equals,
            () ->
                latest
                    .of(node)
                    .map(picture -> LiveFrameEncoder.hostFacts(node, picture))
                    .orElse(null));
      }
    }
  }
}
