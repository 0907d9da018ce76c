package org.kymata.nodes;

/**
 * A sender was adopted; its connections go on as what it is now.
 *
 * @param sender who
 * @param as what
 */
public record SenderAdopted(Sender sender, Binding binding) {}
