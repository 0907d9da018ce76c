package org.kymata.readings.store;

/** Handles the rows of a query. */
@FunctionalInterface
public interface RowHandler {

  /**
   * Handles the next row, which is valid only during this call.
   *
   * @return whether to read further rows
   */
  boolean row(StoredRow row);
}
