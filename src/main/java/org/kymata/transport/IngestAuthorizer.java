package org.kymata.transport;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.security.Principal;
import org.kymata.errors.DomainException;
import org.kymata.errors.DomainException.Kind;
import org.kymata.nodes.NodeId;
import org.kymata.nodes.Nodes;
import org.kymata.readings.SeriesCatalog;
import org.kymata.readings.ingest.ReadingBatch;
import org.kymata.security.ApiKeys;
import org.kymata.security.Caller;
import org.kymata.security.Sessions;

/** Who may send readings, and of which nodes: a node its own, people and programs as they may. */
@ApplicationScoped
public class IngestAuthorizer {

  @Inject private Nodes nodes;
  @Inject private SeriesCatalog catalog;
  @Inject private Sessions signIns;
  @Inject private ApiKeys keys;

  /**
   * A call of this caller, without readings as yet.
   *
   * @throws DomainException FORBIDDEN when it may send none, or none any more
   */
  public ReadingBatch newBatch(Principal caller) {
    long now = System.currentTimeMillis();
    if (caller instanceof Caller.Node node) {
      return new ReadingBatch(nodes, catalog, node.id(), now);
    }
    if (!(caller instanceof Caller.Reader watcher) || !watcher.canWriteReadings()) {
      throw new DomainException(
          Kind.FORBIDDEN,
          caller instanceof Caller.Key
              ? "this API key only reads; make one whose scope is write"
              : "your role does not allow this");
    }
    if (!isCurrent(watcher)) {
      throw new DomainException(Kind.FORBIDDEN, "the session or the API key has ended");
    }
    return new ReadingBatch(nodes, catalog, watcher::canRead, now);
  }

  private boolean isCurrent(Caller.Reader watcher) {
    return watcher instanceof Caller.User user
        ? signIns.use(user.sessionId()).isPresent()
        : watcher instanceof Caller.Key key && keys.use(key.keyId()).isPresent();
  }

  /** The node that sends; null when a person or a program does. */
  public static NodeId nodeOf(Principal caller) {
    return caller instanceof Caller.Node node ? node.id() : null;
  }
}
