package org.kymata.hostmetrics;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import oshi.software.os.InternetProtocolStats;

/**
 * TCP connections by state, IPv4 and IPv6 together.
 *
 * <p>The kernel needs about 2 µs for each connection's line (OSHI, which looks up more, 14): a
 * table that took long is read again only after so long that reading takes at most a thousandth of
 * the time. More than {@value #MAX_BYTES} bytes of it are not read, and an incomplete count is not
 * shown.
 */
final class TcpSampler {
  /** About 27,000 connections. */
  static final long MAX_BYTES = 4L << 20;

  private static final List<String> TABLES = List.of("proc/net/tcp", "proc/net/tcp6");

  /** By the kernel's number of the state, from 1, see include/net/tcp_states.h. */
  private static final List<String> STATES =
      List.of(
          "established",
          "syn_sent",
          "syn_recv",
          "fin_wait1",
          "fin_wait2",
          "time_wait",
          "close",
          "close_wait",
          "last_ack",
          "listen",
          "closing",
          "syn_recv");

  private static final Map<InternetProtocolStats.TcpState, String> OSHI_STATES =
      Map.ofEntries(
          Map.entry(InternetProtocolStats.TcpState.ESTABLISHED, "established"),
          Map.entry(InternetProtocolStats.TcpState.SYN_SENT, "syn_sent"),
          Map.entry(InternetProtocolStats.TcpState.SYN_RECV, "syn_recv"),
          Map.entry(InternetProtocolStats.TcpState.FIN_WAIT_1, "fin_wait1"),
          Map.entry(InternetProtocolStats.TcpState.FIN_WAIT_2, "fin_wait2"),
          Map.entry(InternetProtocolStats.TcpState.TIME_WAIT, "time_wait"),
          Map.entry(InternetProtocolStats.TcpState.CLOSED, "close"),
          Map.entry(InternetProtocolStats.TcpState.CLOSE_WAIT, "close_wait"),
          Map.entry(InternetProtocolStats.TcpState.LAST_ACK, "last_ack"),
          Map.entry(InternetProtocolStats.TcpState.LISTEN, "listen"),
          Map.entry(InternetProtocolStats.TcpState.CLOSING, "closing"));

  private static final long SHARE_OF_TIME = 1000;
  private static final long LONGEST_PAUSE_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final SystemSources sources;
  private Counts counts = Counts.NONE;
  private boolean read;
  private long nextReadNanos;

  TcpSampler(SystemSources machine) {
    this.sources = machine;
  }

  /**
   * The counted connections.
   *
   * @param byState in the order of the states
   * @param reason why they are not known; null when they are
   */
  private record Counts(long[] byState, String reason) {
    static final Counts NONE = new Counts(null, null);
  }

  /** Adds the counts; repeats the last ones while the next reading would cost too much. */
  void sample(SnapshotBuilder snapshot) {
    if (!read || snapshot.nanos() - nextReadNanos >= 0) {
      long started = System.nanoTime();
      counts = sources.isLinux() ? read() : readFromOshi();
      long pause = (System.nanoTime() - started) * SHARE_OF_TIME;
      nextReadNanos = snapshot.nanos() + Math.min(pause, LONGEST_PAUSE_NANOS);
      read = true;
    }
    if (counts.reason() != null) {
      snapshot.missing("tcp", counts.reason());
      return;
    }
    for (int state = 0; state < STATES.size() - 1; state++) {
      snapshot.count("tcp/" + STATES.get(state), counts.byState()[state]);
    }
  }

  private Counts read() {
    Counter counter = new Counter();
    boolean any = false;
    for (String table : TABLES) {
      counter.beginTable();
      // A kernel without IPv6 has one table only.
      any |= sources.procFs().forEachChunk(table, counter);
    }
    if (!any) {
      return new Counts(null, sources.procFs().unreadableReason(TABLES.get(0)));
    }
    return counter.bytes > MAX_BYTES
        ? new Counts(null, "more connections than can be counted at this interval")
        : new Counts(counter.byState, null);
  }

  private Counts readFromOshi() {
    long[] byState = new long[STATES.size()];
    sources.oshi().getOperatingSystem().getInternetProtocolStats().getConnections().stream()
        .map(connection -> STATES.indexOf(OSHI_STATES.getOrDefault(connection.getState(), "")))
        .filter(state -> state >= 0)
        .forEach(state -> byState[state]++);
    return new Counts(byState, null);
  }

  /**
   * Counts states while a table is read, see proc_pid_net(5): in each line after the header the
   * fourth field, in two hexadecimal digits.
   */
  static final class Counter implements ProcFs.ChunkReader {
    private static final int STATE_FIELD = 4;

    /** The counts, in the order of the states. */
    final long[] byState = new long[STATES.size()];

    private long bytes;
    private boolean heading;
    private int field;
    private boolean inField;
    private int state;

    /** Starts a table. */
    void beginTable() {
      heading = true;
      newLine();
    }

    @Override
    public boolean accept(byte[] piece, int length) {
      bytes += length;
      for (int i = 0; i < length; i++) {
        accept(piece[i]);
      }
      return bytes <= MAX_BYTES;
    }

    private void accept(byte c) {
      if (c == '\n') {
        heading = false;
        newLine();
      } else if (field <= STATE_FIELD && !heading) {
        boolean blank = c == ' ';
        if (blank && inField && field == STATE_FIELD) {
          count();
          field++;
        } else if (!blank && !inField) {
          field++;
        }
        inField = !blank;
        state = field == STATE_FIELD && !blank ? state * 16 + Character.digit(c, 16) : state;
      }
    }

    private void count() {
      // Since Linux 4.4 a connection being set up has a state of its own; before, it was syn_recv.
      int index = state == STATES.size() ? STATES.indexOf("syn_recv") : state - 1;
      if (index >= 0 && index < byState.length) {
        byState[index]++;
      }
    }

    private void newLine() {
      field = 0;
      state = 0;
      inField = false;
    }
  }
}
