package org.kymata.commands;

import java.util.concurrent.CompletableFuture;

/**
 * A command that somebody wants, on its way to the store.
 *
 * @param command as it is when it is taken
 * @param named whether its id was chosen by who ordered it, and may be known already
 * @param taken done with the command, or the one that had its id, when it is on disk
 */
record Wanted(Command command, boolean hasClientId, CompletableFuture<Command> stored) {}
