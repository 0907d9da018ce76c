package org.kymata.readings.store;

/** A row of a query; columns are counted from 0. */
public interface StoredRow {

  /** An integer. */
  long integer(int column);

  /** A time in microseconds since 1970. */
  long micros(int column);

  /** A number; NaN when there is none. */
  double number(int column);

  /** A text; valid while the row is. */
  CharSequence text(int column);

  /** The symbol of a series; valid while the row is. */
  CharSequence symbol(int column);
}
