package org.kymata.live;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.function.Predicate;
import org.kymata.access.Role;
import org.kymata.commands.Actions;
import org.kymata.commands.CommandChanged;
import org.kymata.hostmetrics.HostFactsChanged;
import org.kymata.hosts.Host;
import org.kymata.hosts.HostChanged;
import org.kymata.hosts.HostForgotten;
import org.kymata.nodes.KnockEnded;
import org.kymata.nodes.Knocked;
import org.kymata.nodes.Node;
import org.kymata.nodes.NodeChanged;
import org.kymata.nodes.NodeDeleted;
import org.kymata.nodes.NodeId;
import org.kymata.nodes.Nodes;
import org.kymata.platform.Faults;

/** Hands on to the pages what happens beside readings: who may see what is said here. */
@ApplicationScoped
public class News {

  private static final Predicate<Browser> EVERYBODY = browser -> true;
  private static final Predicate<Browser> OPERATORS =
      browser -> browser.user().role().includes(Role.OPERATOR);

  private static Predicate<Browser> seeing(NodeId node) {
    return browser -> browser.user().sees(node);
  }

  @Inject private LiveFeed feed;
  @Inject private Actions actions;
  @Inject private Nodes nodes;

  void tell(@Observes NodeChanged changed) {
    feed.tell(seeing(changed.node().id()), () -> Frames.presence(changed, actions));
  }

  void tell(@Observes NodeDeleted deleted) {
    feed.tell(seeing(deleted.id()), () -> Frames.deleted(deleted.id()));
  }

  void tell(@Observes HostFactsChanged host) {
    feed.tell(
        browser -> browser.topics().touch(host.node()),
        () -> Frames.facts(host.node(), host.snapshot()));
  }

  void tell(@Observes HostChanged changed) {
    Predicate<Browser> seeing = seeing(changed.host().id());
    feed.tell(seeing.and(OPERATORS), () -> Frames.host(changed.host(), name(changed.host()), true));
    feed.tell(
        seeing.and(OPERATORS.negate()),
        () -> Frames.host(changed.host(), name(changed.host()), false));
  }

  private String name(Host host) {
    return nodes.byId(host.id()).map(Node::name).orElse("");
  }

  void tell(@Observes HostForgotten forgotten) {
    feed.tell(seeing(forgotten.id()), () -> Frames.hostEnded(forgotten.id()));
  }

  void tell(@Observes CommandChanged changed) {
    feed.tell(
        browser -> browser.topics().touch(changed.command().node()),
        () -> Frames.command(null, changed.command()));
  }

  void tell(@Observes Faults.Changed changed) {
    feed.tell(EVERYBODY, () -> Frames.faults(changed.current()));
  }

  void tell(@Observes Knocked knocked) {
    feed.tell(OPERATORS, () -> Frames.knock(knocked.knock()));
  }

  void tell(@Observes KnockEnded ended) {
    feed.tell(OPERATORS, () -> Frames.knockEnded(ended.knockId()));
  }
}
