package org.kymata.readings;

import io.questdb.cairo.CommitMode;
import io.questdb.cairo.DefaultCairoConfiguration;

/**
 * QuestDB's set-up for a small machine: the journal and not each commit reaches the disk at once
 * (ADR 18), and the pools of its SQL compiler, which is made for queries a hundred times as long as
 * ours, start small. They grow by themselves where a query needs more.
 */
final class SmallStore extends DefaultCairoConfiguration {

  private static final int FEW = 64;

  SmallStore(String directory) {
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
    return FEW;
  }

  @Override
  public int getSqlModelPoolCapacity() {
    return FEW;
  }

  @Override
  public int getSqlLexerPoolCapacity() {
    return FEW;
  }

  @Override
  public int getSqlColumnPoolCapacity() {
    return FEW;
  }
}
