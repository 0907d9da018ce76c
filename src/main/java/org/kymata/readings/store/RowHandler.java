package org.kymata.readings.store;

/** What a query does with each row. */
@FunctionalInterface
public interface RowHandler {

  /**
   * Takes the next row, which is valid during this call alone.
   *
   * @return whether more rows are wanted
   */
  boolean row(StoredRow row);
}
