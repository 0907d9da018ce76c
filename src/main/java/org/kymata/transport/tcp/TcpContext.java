package org.kymata.transport.tcp;

import io.netty.channel.ChannelHandler;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.kymata.commands.CommandDispatcher;
import org.kymata.messages.MessageLog;
import org.kymata.nodes.Adoption;
import org.kymata.nodes.Nodes;
import org.kymata.nodes.StatusTracker;
import org.kymata.readings.SeriesCatalog;
import org.kymata.readings.ingest.IngestService;

/**
 * The hub's services that a TCP connection uses.
 *
 * @param agentHandlers creates the handler of a connection that turns out to be an agent's
 * @param blockingTasks runs in order the tasks that may wait for the relational store
 */
record TcpContext(
    Nodes nodes,
    SeriesCatalog catalog,
    IngestService ingest,
    StatusTracker statusTracker,
    Adoption adoption,
    CommandDispatcher dispatcher,
    MessageLog messageLog,
    TcpNodeSessions sessions,
    Supplier<ChannelHandler> agentHandlers,
    Executor blockingTasks) {}
