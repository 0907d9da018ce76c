package org.kymata.doors.tcp;

import io.netty.channel.ChannelHandler;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.kymata.commands.CommandDispatcher;
import org.kymata.messages.MessageLog;
import org.kymata.nodes.Adoption;
import org.kymata.nodes.Nodes;
import org.kymata.nodes.PresenceBook;
import org.kymata.readings.SeriesCatalog;
import org.kymata.readings.ingest.IngestService;

/**
 * What a connection needs of the hub.
 *
 * @param agents makes the handler of a connection that turns out to be an agent's
 * @param errands runs, in order, what may wait for the relational store
 */
record Parts(
    Nodes nodes,
    SeriesCatalog catalog,
    IngestService intake,
    PresenceBook presence,
    Adoption adoption,
    CommandDispatcher dispatch,
    MessageLog xray,
    Guests guests,
    Supplier<ChannelHandler> agents,
    Executor errands) {}
