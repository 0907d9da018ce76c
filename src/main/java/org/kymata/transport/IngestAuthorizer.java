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

/**
 * Decides who may send readings, and for which nodes: a node for itself, users and API keys as
 * their role or scope allows.
 */
@ApplicationScoped
public class IngestAuthorizer {

  @Inject private Nodes nodes;
  @Inject private SeriesCatalog catalog;
  @Inject private Sessions signIns;
  @Inject private ApiKeys keys;

  /**
   * Starts an empty batch for this caller.
   *
   * @throws DomainException FORBIDDEN when the caller may not send readings, or its session or API
   *     key has ended
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

  /** The node that sends; null when a user or an API key does. */
  public static NodeId nodeOf(Principal caller) {
    return caller instanceof Caller.Node node ? node.id() : null;
  }
}
