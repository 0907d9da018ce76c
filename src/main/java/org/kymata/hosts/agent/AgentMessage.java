package org.kymata.hosts.agent;

import org.kymata.crypto.Secrets;
import org.kymata.hostmetrics.HostFacts;
import org.kymata.hostmetrics.ProcessList;
import org.kymata.hosts.Sample;

/** A decoded line of an agent. */
public sealed interface AgentMessage {

  /** Limit of a line, in bytes. */
  int MAX_BYTES = 64 << 10;

  /**
   * The agent introduces itself.
   *
   * @param agent its program and version
   * @param token of its node, when the agent connects to the hub; null otherwise
   * @param id identifies its machine
   * @param host the machine's host name
   * @param next the number of its next sample
   * @param run identifies this run of the program
   */
  record Hello(String agent, String token, String id, String host, long next, String run)
      implements AgentMessage {

    private static final int RUN_LENGTH = 12;

    /** A random run, for a program that does not send one. */
    public static String freshRun() {
      return Secrets.randomId(RUN_LENGTH);
    }

    /** Leaves out the token, so that it may be shown. */
    @Override
    public String toString() {
      return "hello of " + agent + " on " + host;
    }
  }

  /** The facts of the machine. */
  record Facts(HostFacts facts) implements AgentMessage {
    @Override
    public String toString() {
      return "facts of " + facts.host().orElse("a host without a name");
    }
  }

  /** A sample. */
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
   * A part of the process table.
   *
   * @param processes the processes in this part
   * @param more whether another part follows
   */
  record ProcessTablePart(ProcessList processes, boolean more) implements AgentMessage {
    @Override
    public String toString() {
      return "processes: " + processes.processes().size() + " of " + processes.total();
    }
  }

  /** The answer to a ping. */
  record Pong() implements AgentMessage {
    @Override
    public String toString() {
      return "pong";
    }
  }

  /** The agent reports an error. */
  record ErrorMessage(String error) implements AgentMessage {
    @Override
    public String toString() {
      return "error: " + error;
    }
  }
}
