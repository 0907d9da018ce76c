package org.kymata.readings.store.questdb;

import io.questdb.cairo.CommitMode;
import io.questdb.cairo.DefaultCairoConfiguration;

/**
 * QuestDB's set-up for a small machine: the journal and not each commit reaches the disk at once
 * (ADR 18), and the pools of its SQL compiler, which is made for queries a hundred times as long as
 * ours, start small. They grow by themselves where a query needs more.
 */
final class QuestDbConfig extends DefaultCairoConfiguration {

  private static final int POOL_CAPACITY = 64;

  QuestDbConfig(String directory) {
    super(directory);
  }

  @Override
  public int getCommitMode() {
    return CommitMode.NOSYNC;
  }

  // It would exchange files of a table between two checkpoints; the tables are made with enough.
  @Override
  public boolean autoScaleSymbolCapacity() {
    return false;
  }

  @Override
  public int getSqlExpressionPoolCapacity() {
    return POOL_CAPACITY;
  }

  @Override
  public int getSqlModelPoolCapacity() {
    return POOL_CAPACITY;
  }

  @Override
  public int getSqlLexerPoolCapacity() {
    return POOL_CAPACITY;
  }

  @Override
  public int getSqlColumnPoolCapacity() {
    return POOL_CAPACITY;
  }
}
