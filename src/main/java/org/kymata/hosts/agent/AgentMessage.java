package org.kymata.hosts.agent;

import org.kymata.crypto.Secrets;
import org.kymata.hostmetrics.HostFacts;
import org.kymata.hostmetrics.ProcessList;
import org.kymata.hosts.Sample;

/** A line of an agent, as it was understood. */
public sealed interface AgentMessage {

  /** The most bytes of a line. */
  int MAX_BYTES = 64 << 10;

  /**
   * Who it is.
   *
   * @param agent the program
   * @param token of its node, where it dials; null where there is none
   * @param id names its machine
   * @param host what the machine calls itself
   * @param next the number of its next sample
   * @param run names this run of the program
   */
  record Hello(String agent, String token, String id, String host, long next, String run)
      implements AgentMessage {

    private static final int RUN_LENGTH = 12;

    /** The run of a program that does not name it: another each time. */
    public static String freshRun() {
      return Secrets.randomId(RUN_LENGTH);
    }

    /** Says nothing secret, so that it may be shown. */
    @Override
    public String toString() {
      return "hello of " + agent + " on " + host;
    }
  }

  /** What the machine is and has. */
  record Facts(HostFacts facts) implements AgentMessage {
    @Override
    public String toString() {
      return "facts of " + facts.host().orElse("a host without a name");
    }
  }

  /** What it measured. */
  record SampleMessage(Sample sample) implements AgentMessage {
    @Override
    public String toString() {
      return "sample "
          + sample.seq()
          + (sample.full() ? ", all " : ", changed: ")
          + sample.metrics().size()
          + (sample.removed().isEmpty() ? "" : ", gone: " + sample.removed().size());
    }
  }

  /**
   * What runs on it.
   *
   * @param processes some of it, or the rest
   * @param more whether another line goes on with it
   */
  record ProcessTablePart(ProcessList processes, boolean more) implements AgentMessage {
    @Override
    public String toString() {
      return "processes: " + processes.processes().size() + " of " + processes.total();
    }
  }

  /** It is there. */
  record Pong() implements AgentMessage {
    @Override
    public String toString() {
      return "pong";
    }
  }

  /** It could not do what it was told. */
  record ErrorMessage(String error) implements AgentMessage {
    @Override
    public String toString() {
      return "error: " + error;
    }
  }
}
