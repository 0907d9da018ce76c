package org.kymata.readings.ingest;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.kymata.errors.DomainException;
import org.kymata.nodes.Node;
import org.kymata.nodes.NodeId;
import org.kymata.nodes.Nodes;
import org.kymata.readings.Reading;
import org.kymata.readings.Series;
import org.kymata.readings.SeriesCatalog;
import org.kymata.text.NameValidator;
import org.kymata.text.Texts;
import org.kymata.time.TimestampParser;

/**
 * The readings of one call, on their way from a door to the intake: the one place where a reading
 * is checked, whatever door it came by. One thread only.
 */
public final class ReadingBatch {

  /** The most readings that one call may carry. */
  public static final int MAX_READINGS = 5_000;

  private static final int MAX_UNIT = 16;

  private final Nodes nodes;
  private final SeriesCatalog catalog;
  private final NodeId sender;
  private final Predicate<NodeId> allowed;
  private final long nowMillis;
  private final List<Reading> accepted = new ArrayList<>();
  private final List<RejectedReading> rejected = new ArrayList<>();
  private int size;

  // The last reading's series: neighbours in a call are mostly of the same.
  private Series lastSeries;
  private String lastNode;

  /**
   * A call without readings as yet.
   *
   * @param sender the node that sends, or null when a person does, who must name nodes
   */
  public ReadingBatch(Nodes nodes, SeriesCatalog catalog, NodeId sender, long nowMillis) {
    this(nodes, catalog, sender, any -> true, nowMillis);
  }

  /**
   * A call without readings as yet, of a person or a program, who must name nodes.
   *
   * @param allowed the nodes of which it may send; the others are not there for it
   */
  public ReadingBatch(
      Nodes nodes, SeriesCatalog catalog, Predicate<NodeId> allowed, long nowMillis) {
    this(nodes, catalog, null, allowed, nowMillis);
  }

  private ReadingBatch(
      Nodes nodes,
      SeriesCatalog catalog,
      NodeId sender,
      Predicate<NodeId> allowed,
      long nowMillis) {
    this.nodes = nodes;
    this.catalog = catalog;
    this.sender = sender;
    this.allowed = allowed;
    this.nowMillis = nowMillis;
  }

  /** One reading as a door found it, before any check. Null is what was not there. */
  public static final class UncheckedReading {
    /** Node by id or name. */
    public String node;

    /** Metric. */
    public String metric;

    /** Value when it is a number or a boolean. */
    public Double number;

    /** Value when it is a text. */
    public String text;

    /** Epoch milliseconds. */
    public Long timeMillis;

    /** Unit. */
    public String unit;

    /** Number of the reading, from 0. */
    public Long seq;

    /** What the door could not read, and why; the first counts. */
    public String error;

    /** Whether there was neither a metric nor a value. */
    public boolean isEmpty() {
      return metric == null && number == null && text == null && error == null;
    }

    /** Notes a fault unless there is one already. */
    public void error(String reason) {
      if (error == null) {
        error = reason;
      }
    }
  }

  /**
   * Checks one reading and takes it, or lists why not.
   *
   * @throws DomainException TOO_LARGE at more readings than one call may carry
   */
  public void add(UncheckedReading draft) {
    if (size == MAX_READINGS) {
      throw new DomainException(
          DomainException.Kind.TOO_LARGE,
          "a call may carry at most " + MAX_READINGS + " readings; send the rest in another");
    }
    int index = size++;
    try {
      if (draft.error != null) {
        throw DomainException.badInput(draft.error);
      }
      accepted.add(check(draft));
    } catch (DomainException e) {
      rejected.add(new RejectedReading(index, e.getMessage()));
    }
  }

  private Reading check(UncheckedReading draft) {
    if (draft.number == null && draft.text == null) {
      throw DomainException.badInput(
          "value is missing; it must be a finite number, true, false or a text");
    }
    if (draft.number != null && !Double.isFinite(draft.number)) {
      throw DomainException.badInput("value is too large: it must be a finite number");
    }
    if (draft.text != null && draft.text.length() > Reading.MAX_TEXT) {
      throw DomainException.badInput(
          "value is a text of "
              + draft.text.length()
              + " characters, but may have at most "
              + Reading.MAX_TEXT);
    }
    requireWellFormed("value", draft.text);
    requireWellFormed("unit", draft.unit);
    if (draft.unit != null && draft.unit.length() > MAX_UNIT) {
      throw DomainException.badInput("unit may have at most " + MAX_UNIT + " characters");
    }
    long time =
        draft.timeMillis == null
            ? nowMillis
            : TimestampParser.requirePlausible(draft.timeMillis, catalog.latestMillis(nowMillis));
    Series series = series(draft);
    catalog.unit(series, draft.unit);
    long seq = draft.seq == null ? -1 : draft.seq;
    return draft.text == null
        ? new Reading(series, time, draft.number, null, seq)
        : new Reading(series, time, Double.NaN, draft.text, seq);
  }

  /** Half a character can be written as an escape in JSON, but never sent on. */
  private static void requireWellFormed(String what, String text) {
    if (text != null && !Texts.isWellFormed(text)) {
      throw DomainException.badInput(
          what + " holds half of a character (a surrogate without its pair)");
    }
  }

  private Series series(UncheckedReading draft) {
    boolean isText = draft.text != null;
    boolean same =
        lastSeries != null
            && lastSeries.metric().equals(draft.metric)
            && lastSeries.isText() == isText
            && java.util.Objects.equals(lastNode, draft.node);
    if (!same) {
      NameValidator.require("metric", draft.metric);
      NodeId node = node(draft.node);
      lastSeries =
          catalog
              .getOrCreate(node, draft.metric, isText, () -> maxMetrics(node))
              .orElseThrow(
                  () ->
                      DomainException.badInput(
                          "the node has "
                              + maxMetrics(node)
                              + " metrics already, and no more can be kept"));
      lastNode = draft.node;
    }
    return lastSeries;
  }

  private int maxMetrics(NodeId node) {
    return nodes.byId(node).filter(each -> each.kind() == Node.Kind.HOST).isPresent()
        ? SeriesCatalog.MAX_PER_HOST
        : SeriesCatalog.MAX_PER_NODE;
  }

  private NodeId node(String named) {
    if (named == null) {
      if (sender == null) {
        throw DomainException.badInput("node is missing; without a node's token it must be named");
      }
      return sender;
    }
    NodeId found =
        nodes
            .find(named)
            .map(Node::id)
            .filter(allowed)
            .orElseThrow(
                () ->
                    DomainException.badInput(
                        "there is no node \"" + Texts.forDisplay(named) + "\"; make it first"));
    if (sender != null && !sender.equals(found)) {
      throw DomainException.badInput("the token is not that of node \"" + named + "\"");
    }
    return found;
  }

  /** The node that sends; null when a person does. */
  NodeId sender() {
    return sender;
  }

  /** What was taken, in the order of the call. */
  public List<Reading> accepted() {
    return accepted;
  }

  /** What was not, in the order of the call. */
  public List<RejectedReading> rejected() {
    return rejected;
  }
}
