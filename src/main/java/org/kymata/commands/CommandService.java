package org.kymata.commands;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.kymata.errors.DomainException;
import org.kymata.errors.Futures;
import org.kymata.nodes.Node;
import org.kymata.nodes.NodeId;
import org.kymata.nodes.Nodes;
import org.kymata.text.Texts;

/** Takes commands, and says what became of them. Thread-safe. */
@ApplicationScoped
public class CommandService {

  @Inject private Nodes nodes;
  @Inject private CommandDispatcher dispatch;
  @Inject private CommandStore store;

  /**
   * Submits a command; the same id twice is one command. Waits until it is on disk: on a thread
   * that must not wait, {@link #submit} does the same.
   *
   * @throws DomainException when the request breaks a rule, there is no such node, or it takes no
   *     more
   */
  public Command submitAndWait(NodeId node, CommandRequest request, String by) {
    return Futures.await(submit(node, request, by));
  }

  /**
   * Submits a command without waiting.
   *
   * @return done with the command when it is on disk; fails with a {@link DomainException}. It
   *     completes on the thread of commands: what continues there must be quick and never block.
   * @throws DomainException when the request breaks a rule or there is no such node
   */
  public CompletionStage<Command> submit(NodeId node, CommandRequest request, String by) {
    Node asked =
        nodes.byId(node).orElseThrow(() -> DomainException.notFound("there is no such node"));
    if (asked.self()) {
      throw DomainException.conflict("this machine's own node takes no commands");
    }
    Command command = CommandValidator.toCommand(node, request, by, System.currentTimeMillis());
    return dispatch.submit(command, request.id() != null);
  }

  /**
   * The command of this id.
   *
   * @throws DomainException NOT_FOUND when there is none
   */
  public Command require(String id) {
    return store
        .find(id)
        .orElseThrow(
            () -> DomainException.notFound("there is no command \"" + Texts.forDisplay(id) + "\""));
  }

  /** The newest commands of a node, newest first. */
  public List<Command> list(NodeId node, int limit) {
    return store.list(node, Math.min(limit, CommandStore.MAX_ENDED));
  }
}
