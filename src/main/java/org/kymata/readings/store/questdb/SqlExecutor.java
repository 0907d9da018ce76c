package org.kymata.readings.store.questdb;

import io.questdb.cairo.CairoEngine;
import io.questdb.cairo.security.AllowAllSecurityContext;
import io.questdb.cairo.sql.Record;
import io.questdb.cairo.sql.RecordCursor;
import io.questdb.cairo.sql.RecordCursorFactory;
import io.questdb.griffin.SqlCompiler;
import io.questdb.griffin.SqlException;
import io.questdb.griffin.SqlExecutionContext;
import io.questdb.griffin.SqlExecutionContextImpl;
import org.kymata.readings.store.RowHandler;
import org.kymata.readings.store.StoredRow;

/**
 * Runs SQL in the telemetry store, from any thread. One compiler for all: each has two megabytes of
 * buffers, the engine's pool soon holds five, and compiling one of our statements takes a fraction
 * of a millisecond. Queries then run in parallel.
 */
final class SqlExecutor implements AutoCloseable {

  private record CursorRow(Record record) implements StoredRow {
    @Override
    public long integer(int column) {
      return record.getLong(column);
    }

    @Override
    public long micros(int column) {
      return record.getTimestamp(column);
    }

    @Override
    public double number(int column) {
      return record.getDouble(column);
    }

    @Override
    public CharSequence text(int column) {
      return record.getStrA(column);
    }

    @Override
    public CharSequence symbol(int column) {
      return record.getSymA(column);
    }
  }

  private final CairoEngine engine;
  private final SqlCompiler compiler;

  SqlExecutor(CairoEngine engine) {
    this.engine = engine;
    this.compiler = engine.getSqlCompilerFactory().getInstance(engine);
  }

  /** Runs a statement without a result. */
  void execute(String sql) {
    try (SqlExecutionContextImpl context = context()) {
      synchronized (compiler) {
        CairoEngine.execute(compiler, sql, context, null);
      }
    } catch (SqlException e) {
      throw queryFailure(sql, e);
    }
  }

  /** Runs a query. The row that {@code rows} gets is valid only during that call. */
  void query(String sql, RowHandler rows) {
    try (SqlExecutionContext context = context();
        RecordCursorFactory factory = compiled(sql, context);
        RecordCursor cursor = factory.getCursor(context)) {
      StoredRow row = new CursorRow(cursor.getRecord());
      boolean more = true;
      while (more && cursor.hasNext()) {
        more = rows.row(row);
      }
    } catch (SqlException e) {
      throw queryFailure(sql, e);
    }
  }

  private RecordCursorFactory compiled(String sql, SqlExecutionContext context)
      throws SqlException {
    synchronized (compiler) {
      return CairoEngine.select(compiler, sql, context);
    }
  }

  private SqlExecutionContextImpl context() {
    return new SqlExecutionContextImpl(engine, 1).with(AllowAllSecurityContext.INSTANCE, null);
  }

  private static IllegalStateException queryFailure(String sql, SqlException e) {
    return new IllegalStateException("the telemetry store rejected the statement: " + sql, e);
  }

  @Override
  public void close() {
    synchronized (compiler) {
      compiler.close();
    }
  }
}
