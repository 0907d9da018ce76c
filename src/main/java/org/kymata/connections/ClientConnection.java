package org.kymata.connections;

import org.kymata.net.ClientNetwork;

/**
 * One open connection in the budget. Its transport reports what it holds; the budget closes it when
 * it needs room. Thread-safe.
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

  /** Changes the kind of the connection. */
  public void setKind(ConnectionKind other) {
    long change;
    synchronized (this) {
      change = isReleased ? 0 : other.idleBytes() - kind.idleBytes();
      kind = other;
    }
    budget.onBytesChanged(this, change);
  }

  /** Marks it as a known client's: it is closed only when closing all others is not enough. */
  public void markKnown() {
    synchronized (this) {
      if (isKnown) {
        return;
      }
      isKnown = true;
    }
    budget.markKnown(client);
  }

  /**
   * Sets how many bytes it holds beyond an idle connection: unfinished input and unsent replies.
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

  /** Sets whether it has unfinished input: it is closed when that takes too long. */
  public void setUnfinished(boolean is) {
    if (!is) {
      unfinishedSinceMillis = 0;
    } else if (unfinishedSinceMillis == 0) {
      unfinishedSinceMillis = Math.max(1, budget.nowMillis());
    }
  }

  /** Removes the connection: it is closed, and nothing of it is in memory. */
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

  /** Closes the connection; false when that was done before. */
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
