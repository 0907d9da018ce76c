package org.kymata.doors.tcp;

import java.util.ArrayList;
import java.util.List;
import org.kymata.nodes.Adopted;
import org.kymata.nodes.Door;
import org.kymata.nodes.KeyRejected;
import org.kymata.nodes.Sender;
import org.kymata.platform.DomainException;

/** The sensors that one connection speaks for. All of it happens on its event loop's thread. */
final class ConnectionSensors {

  /** The most sensors that one connection may speak for. */
  static final int MAX_SENSORS = 16;

  private final List<Guest> guests = new ArrayList<>(1);
  private final Parts parts;
  private final Conversation connection;
  private final Voice voice;
  private final String address;

  ConnectionSensors(Parts parts, Conversation connection, Voice voice, String address) {
    this.parts = parts;
    this.connection = connection;
    this.voice = voice;
    this.address = address;
  }

  /**
   * The sensor of a message; one that does not name it is of the sensor that spoke last.
   *
   * @param last which spoke last; null when none did
   * @throws DomainException BAD_INPUT when there are too many
   */
  Guest of(String sensor, Guest last) {
    if (sensor == null && last != null) {
      return last;
    }
    String name = sensor == null ? "" : sensor;
    for (Guest known : guests) {
      if (known.said().equals(name)) {
        return known;
      }
    }
    // Said in another way it may still be the same to the hub.
    Sender sender = new Sender(Door.TCP, address, name);
    for (Guest known : guests) {
      if (known.sender().equals(sender)) {
        return known;
      }
    }
    if (guests.size() == MAX_SENSORS) {
      throw DomainException.badInput(
          "a connection may speak for at most " + MAX_SENSORS + " sensors");
    }
    Guest guest = new Guest(sender, name);
    guests.add(guest);
    parts.guests().add(guest.sender(), connection);
    return guest;
  }

  /**
   * Lets a sensor be the node of the key that it shows.
   *
   * @param key null when it shows none, and stays what it is as long as that holds
   * @throws KeyRejected when it is no node's; the sensor is no node then
   */
  void identify(Guest guest, String key) {
    guest.leaveUnlessHolds(parts);
    if (key == null) {
      return;
    }
    try {
      guest.become(parts.adoption().admitByKey(guest.sender(), key), voice, parts);
    } catch (KeyRejected e) {
      guest.leave(parts);
      throw e;
    }
  }

  /** Those that are known by this sender; one that showed a key is not. */
  List<Guest> knownBy(Sender sender) {
    return guests.stream()
        .filter(guest -> guest.sender().equals(sender) && !guest.isByKey())
        .toList();
  }

  /** Those are no node any more whose node has another key; tells whether there were any. */
  boolean leaveUnlessHold() {
    boolean lost = false;
    for (Guest guest : guests) {
      lost |= guest.leaveUnlessHolds(parts);
    }
    return lost;
  }

  /** Lets a sensor be what it was adopted as. */
  void become(Guest guest, Adopted as) {
    guest.become(as, voice, parts);
  }

  /** The connection is closed. */
  void leave() {
    for (Guest guest : guests) {
      parts.guests().remove(guest.sender(), connection);
      guest.leave(parts);
    }
    guests.clear();
  }
}
