package org.kymata.readings;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.util.Objects;

/** The unit that was last sent for a series. */
@Entity
@Table(name = "series_unit")
@IdClass(SeriesUnit.Key.class)
public class SeriesUnit {

  /** The primary key. */
  public static class Key implements Serializable {
    private static final long serialVersionUID = 1L;

    private String nodeId;
    private String metric;

    /** For JPA. */
    public Key() {}

    Key(String nodeId, String metric) {
      this.nodeId = nodeId;
      this.metric = metric;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Key key
          && Objects.equals(nodeId, key.nodeId)
          && Objects.equals(metric, key.metric);
    }

    @Override
    public int hashCode() {
      return Objects.hash(nodeId, metric);
    }
  }

  @Id
  @Column(name = "node_id")
  private String nodeId;

  @Id private String metric;
  private String unit;

  /** For JPA. */
  protected SeriesUnit() {}

  SeriesUnit(String nodeId, String metric, String unit) {
    this.nodeId = nodeId;
    this.metric = metric;
    this.unit = unit;
  }

  String nodeId() {
    return nodeId;
  }

  String metric() {
    return metric;
  }

  String unit() {
    return unit;
  }
}
