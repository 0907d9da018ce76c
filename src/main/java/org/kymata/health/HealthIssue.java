package org.kymata.health;

import java.util.Locale;
import java.util.Map;

/** A problem of the hub or its machine; it resolves itself once its cause is fixed. */
public enum HealthIssue {
  /** The disk has less free space than the reserve. */
  DISK_FULL(
      true,
      "the disk of the data directory is full: less than {reserve} MB are free. New readings are"
          + " refused until there is room; nodes try again. Delete what is not needed on that"
          + " disk"),

  /** The data directory is not writable. */
  READ_ONLY(
      true,
      "the data directory cannot be written: {why}. New readings may be refused. A memory card or"
          + " disk may be failing: make a copy of the data, then look at the system's log"),

  /** Readings cannot be stored, for another reason. */
  READINGS_REFUSED(
      true,
      "readings cannot be stored at the moment: {why}. Nodes are told to try again, and the hub"
          + " tries by itself; its log says more"),

  /** The relational store does not respond. */
  DATABASE_AWAY(
      true,
      "the database of accounts and nodes does not answer. Readings of known nodes are stored and"
          + " shown; signing in and changes have to wait until it is back"),

  /** Damaged files of readings were found at the start. */
  STORE_DAMAGED(
      false,
      "at its start the hub found damaged files of readings and set them apart in {folder};"
          + " {rescued} readings of these files were rescued, {lost} may be lost. Everything else"
          + " is there. Copy that folder if you want to have it looked at, and delete it"),

  /** The machine's clock was set. */
  CLOCK_SET(
      false,
      "the clock of the hub's machine was set {direction} by {minutes} minutes. Readings go on"
          + " being stored, with the new time. Check that the machine takes its time from the"
          + " network"),

  /** The certificate expires soon, or has expired. */
  CERTIFICATE_ENDS(
      false,
      "the certificate of this hub ends on {day}, and browsers and nodes refuse it then. Start the"
          + " hub again: it makes a new one; one that was given must be renewed first");

  private final boolean ready;
  private final String message;

  HealthIssue(boolean stopsReadings, String words) {
    this.ready = !stopsReadings;
    this.message = words;
  }

  /** Whether the hub still does all of its work. */
  public boolean isReady() {
    return ready;
  }

  /** The name in JSON. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** What is wrong and what to do, for people. */
  public String message(Map<String, Object> values) {
    String text = message;
    for (Map.Entry<String, Object> value : values.entrySet()) {
      text = text.replace("{" + value.getKey() + "}", String.valueOf(value.getValue()));
    }
    return text;
  }
}
