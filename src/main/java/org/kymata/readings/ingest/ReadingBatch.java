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
 * The readings of one call, from a transport to ingest: all transports validate readings here. Not
 * thread-safe.
 */
public final class ReadingBatch {

  /** Limit of readings in one call. */
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

  // The series of the last reading: neighbours in a call usually belong to the same one.
  private Series lastSeries;
  private String lastNode;

  /**
   * Creates an empty batch.
   *
   * @param sender the node that sends, or null for a user, who must name nodes
   */
  public ReadingBatch(Nodes nodes, SeriesCatalog catalog, NodeId sender, long nowMillis) {
    this(nodes, catalog, sender, any -> true, nowMillis);
  }

  /**
   * Creates an empty batch of a user or an API key, who must name nodes.
   *
   * @param allowed the nodes for which it may send; others do not exist for it
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

  /** One reading as the transport decoded it, before validation. Missing values are null. */
  public static final class UncheckedReading {
    /** Node by id or name. */
    public String node;

    /** Metric. */
    public String metric;

    /** Value, when it is a number or a boolean. */
    public Double number;

    /** Value, when it is a text. */
    public String text;

    /** Epoch milliseconds. */
    public Long timeMillis;

    /** Unit. */
    public String unit;

    /** Sequence number, from 0. */
    public Long seq;

    /** What could not be decoded, and why; the first error is kept. */
    public String error;

    /** Whether there is neither a metric nor a value. */
    public boolean isEmpty() {
      return metric == null && number == null && text == null && error == null;
    }

    /** Records an error, unless there is one already. */
    public void error(String reason) {
      if (error == null) {
        error = reason;
      }
    }
  }

  /**
   * Validates one reading, and adds it to the accepted or to the rejected ones.
   *
   * @throws DomainException TOO_LARGE when the call has too many readings
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

  /** Rejects an unpaired surrogate: JSON can hold it as an escape, but it cannot be sent on. */
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
                              + " metrics already, which is the limit"));
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
    NodeId nodeId =
        nodes
            .find(named)
            .map(Node::id)
            .filter(allowed)
            .orElseThrow(
                () ->
                    DomainException.badInput(
                        "there is no node \"" + Texts.forDisplay(named) + "\"; create it first"));
    if (sender != null && !sender.equals(nodeId)) {
      throw DomainException.badInput("the token is not that of node \"" + named + "\"");
    }
    return nodeId;
  }

  /** The node that sends; null for a user. */
  NodeId sender() {
    return sender;
  }

  /** The accepted readings, in the order of the call. */
  public List<Reading> accepted() {
    return accepted;
  }

  /** The rejected readings, in the order of the call. */
  public List<RejectedReading> rejected() {
    return rejected;
  }
}
