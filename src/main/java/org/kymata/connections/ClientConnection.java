package org.kymata.connections;

import org.kymata.net.ClientNetwork;

/**
 * One open connection as the budget sees it. Its transport reports what it holds; the budget closes
 * it when there is no room. Thread-safe.
 */
public final class ClientConnection {

  private final ConnectionBudget budget;
  private final ClientNetwork client;
  private final Runnable close;
  private final long openedMillis;
  private ConnectionKind kind;
  private long heldBytes;
  private boolean isKnown;
  private boolean isClosing;
  private boolean isReleased;
  // 0 while nothing is unfinished.
  private volatile long unfinishedSinceMillis;

  ClientConnection(
      ConnectionBudget budget, ClientNetwork client, ConnectionKind kind, Runnable close) {
    this.budget = budget;
    this.client = client;
    this.kind = kind;
    this.close = close;
    this.openedMillis = budget.nowMillis();
  }

  /** It is used in another way from now on. */
  public void setKind(ConnectionKind other) {
    long change;
    synchronized (this) {
      change = isReleased ? 0 : other.idleBytes() - kind.idleBytes();
      kind = other;
    }
    budget.onBytesChanged(this, change);
  }

  /** Somebody who is known uses it: it is closed only when closing all others is not enough. */
  public void markKnown() {
    synchronized (this) {
      if (isKnown) {
        return;
      }
      isKnown = true;
    }
    budget.known(client);
  }

  /**
   * So many bytes of it are in memory beside what an idle one takes: input that is not finished,
   * and replies that were not taken.
   */
  public void setHeldBytes(long bytes) {
    long change;
    synchronized (this) {
      change = isReleased ? 0 : bytes - heldBytes;
      heldBytes = bytes;
    }
    if (change != 0) {
      budget.onBytesChanged(this, change);
    }
  }

  /** Whether something has begun that is not finished: it is closed when that takes too long. */
  public void setUnfinished(boolean is) {
    if (!is) {
      unfinishedSinceMillis = 0;
    } else if (unfinishedSinceMillis == 0) {
      unfinishedSinceMillis = Math.max(1, budget.nowMillis());
    }
  }

  /** It is closed, and nothing of it is in memory any more. */
  public void release() {
    long bytes;
    synchronized (this) {
      if (isReleased) {
        return;
      }
      bytes = costBytes();
      isReleased = true;
    }
    budget.onReleased(this, bytes);
  }

  /** Closes it from here; false when that was done before. */
  boolean close() {
    synchronized (this) {
      if (isClosing || isReleased) {
        return false;
      }
      isClosing = true;
    }
    close.run();
    return true;
  }

  /** Whether the budget has closed it. */
  public synchronized boolean isClosing() {
    return isClosing;
  }

  synchronized boolean isKnownClient() {
    return isKnown;
  }

  synchronized long heldBytes() {
    return heldBytes;
  }

  synchronized long costBytes() {
    return kind.idleBytes() + heldBytes;
  }

  synchronized ConnectionKind kind() {
    return kind;
  }

  ClientNetwork client() {
    return client;
  }

  long openedMillis() {
    return openedMillis;
  }

  boolean isUnfinishedFor(long millis) {
    long since = unfinishedSinceMillis;
    return since != 0 && budget.nowMillis() - since > millis;
  }

  boolean isUnfinished() {
    return unfinishedSinceMillis != 0;
  }
}
