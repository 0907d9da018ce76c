package org.kymata.commands;

/**
 * A command was submitted or came a step further, and that is on disk. Observers run on the thread
 * of commands and must only take note.
 *
 * @param command as it is now
 */
public record CommandChanged(Command command) {}
