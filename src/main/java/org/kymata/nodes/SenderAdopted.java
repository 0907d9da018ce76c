package org.kymata.nodes;

/**
 * Fired when a sender was adopted; its connections continue with this binding.
 *
 * @param sender the sender
 * @param binding what it was adopted as
 */
public record SenderAdopted(Sender sender, Binding binding) {}
