package org.kymata.readings.store.questdb;

import io.questdb.cairo.CommitMode;
import io.questdb.cairo.DefaultCairoConfiguration;

/**
 * Configures QuestDB for a small machine: the journal, not each commit, is synced to disk (ADR 18),
 * and the pools of the SQL compiler, made for much longer queries, start small. They grow when a
 * query needs more.
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

  // It would replace files of a table between two checkpoints; the tables are created large enough.
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
