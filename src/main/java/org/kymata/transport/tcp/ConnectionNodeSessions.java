package org.kymata.transport.tcp;

import java.util.ArrayList;
import java.util.List;
import org.kymata.errors.DomainException;
import org.kymata.nodes.Binding;
import org.kymata.nodes.NodeKeyRejectedException;
import org.kymata.nodes.Sender;
import org.kymata.nodes.Transport;

/** The sensors that send over one connection. Called on its event loop's thread only. */
final class ConnectionNodeSessions {

  /** Limit of sensors of one connection. */
  static final int MAX_SENSORS = 16;

  private final List<TcpNodeSession> sessions = new ArrayList<>(1);
  private final TcpContext context;
  private final TcpNodeHandler handler;
  private final TcpReplyWriter replyWriter;
  private final String address;

  ConnectionNodeSessions(
      TcpContext context, TcpNodeHandler handler, TcpReplyWriter replyWriter, String address) {
    this.context = context;
    this.handler = handler;
    this.replyWriter = replyWriter;
    this.address = address;
  }

  /**
   * The session of a message's sensor; a message without a name belongs to the sensor that sent
   * last.
   *
   * @param last the session that sent last; null when none did
   * @throws DomainException BAD_INPUT when the connection has too many sensors
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
    // Names that differ as text may still be the same sender.
    Sender sender = new Sender(Transport.TCP, address, name);
    for (TcpNodeSession known : sessions) {
      if (known.sender().equals(sender)) {
        return known;
      }
    }
    if (sessions.size() == MAX_SENSORS) {
      throw DomainException.badInput("a connection may carry at most " + MAX_SENSORS + " sensors");
    }
    TcpNodeSession session = new TcpNodeSession(sender, name);
    sessions.add(session);
    context.sessions().register(session.sender(), handler);
    return session;
  }

  /**
   * Binds a sensor to the node of the key that it sent.
   *
   * @param key null when the message holds none; the sensor stays what it is
   * @throws NodeKeyRejectedException when no node has this key; the sensor is unbound then
   */
  void identify(TcpNodeSession session, String key) {
    session.unbindIfRevoked(context);
    if (key == null) {
      return;
    }
    try {
      session.bind(context.adoption().identifyByKey(session.sender(), key), replyWriter, context);
    } catch (NodeKeyRejectedException e) {
      session.unbind(context);
      throw e;
    }
  }

  /** The sensors that are identified by this sender and not by a key. */
  List<TcpNodeSession> sessionsOf(Sender sender) {
    return sessions.stream()
        .filter(session -> session.sender().equals(sender) && !session.isByKey())
        .toList();
  }

  /** Unbinds the sensors whose node has another key; returns whether there were any. */
  boolean unbindRevoked() {
    boolean lost = false;
    for (TcpNodeSession session : sessions) {
      lost |= session.unbindIfRevoked(context);
    }
    return lost;
  }

  /** Binds a sensor to what it was adopted as. */
  void bind(TcpNodeSession session, Binding binding) {
    session.bind(binding, replyWriter, context);
  }

  /** Ends all sessions, since the connection closed. */
  void close() {
    for (TcpNodeSession session : sessions) {
      context.sessions().unregister(session.sender(), handler);
      session.unbind(context);
    }
    sessions.clear();
  }
}
