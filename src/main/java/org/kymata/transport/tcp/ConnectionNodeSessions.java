package org.kymata.transport.tcp;

import java.util.ArrayList;
import java.util.List;
import org.kymata.errors.DomainException;
import org.kymata.nodes.Binding;
import org.kymata.nodes.NodeKeyRejectedException;
import org.kymata.nodes.Sender;
import org.kymata.nodes.Transport;

/** The sensors that one connection speaks for. All of it happens on its event loop's thread. */
final class ConnectionNodeSessions {

  /** The most sensors that one connection may speak for. */
  static final int MAX_SENSORS = 16;

  private final List<TcpNodeSession> sessions = new ArrayList<>(1);
  private final TcpContext context;
  private final TcpNodeHandler handler;
  private final TcpReplyWriter replyWriter;
  private final String address;

  ConnectionNodeSessions(
      TcpContext parts, TcpNodeHandler connection, TcpReplyWriter voice, String address) {
    this.context = parts;
    this.handler = connection;
    this.replyWriter = voice;
    this.address = address;
  }

  /**
   * The sensor of a message; one that does not name it is of the sensor that spoke last.
   *
   * @param last which spoke last; null when none did
   * @throws DomainException BAD_INPUT when there are too many
   */
  TcpNodeSession sessionFor(String sensor, TcpNodeSession last) {
    if (sensor == null && last != null) {
      return last;
    }
    String name = sensor == null ? "" : sensor;
    for (TcpNodeSession known : sessions) {
      if (known.announcedName().equals(name)) {
        return known;
      }
    }
    // Said in another way it may still be the same to the hub.
    Sender sender = new Sender(Transport.TCP, address, name);
    for (TcpNodeSession known : sessions) {
      if (known.sender().equals(sender)) {
        return known;
      }
    }
    if (sessions.size() == MAX_SENSORS) {
      throw DomainException.badInput(
          "a connection may speak for at most " + MAX_SENSORS + " sensors");
    }
    TcpNodeSession guest = new TcpNodeSession(sender, name);
    sessions.add(guest);
    context.sessions().register(guest.sender(), handler);
    return guest;
  }

  /**
   * Lets a sensor be the node of the key that it shows.
   *
   * @param key null when it shows none, and stays what it is as long as that holds
   * @throws NodeKeyRejectedException when it is no node's; the sensor is no node then
   */
  void identify(TcpNodeSession guest, String key) {
    guest.unbindIfRevoked(context);
    if (key == null) {
      return;
    }
    try {
      guest.bind(context.adoption().identifyByKey(guest.sender(), key), replyWriter, context);
    } catch (NodeKeyRejectedException e) {
      guest.unbind(context);
      throw e;
    }
  }

  /** Those that are known by this sender; one that showed a key is not. */
  List<TcpNodeSession> sessionsOf(Sender sender) {
    return sessions.stream()
        .filter(guest -> guest.sender().equals(sender) && !guest.isByKey())
        .toList();
  }

  /** Those are no node any more whose node has another key; tells whether there were any. */
  boolean unbindRevoked() {
    boolean lost = false;
    for (TcpNodeSession guest : sessions) {
      lost |= guest.unbindIfRevoked(context);
    }
    return lost;
  }

  /** Lets a sensor be what it was adopted as. */
  void bind(TcpNodeSession guest, Binding as) {
    guest.bind(as, replyWriter, context);
  }

  /** The connection is closed. */
  void close() {
    for (TcpNodeSession guest : sessions) {
      context.sessions().unregister(guest.sender(), handler);
      guest.unbind(context);
    }
    sessions.clear();
  }
}
