package org.kymata.time;

/**
 * Fired when the machine's clock was set while the hub runs. Observers that measure an age from a
 * time of day move it by as much.
 *
 * @param byMillis how much the clock was put forward; negative when it was put back
 */
public record ClockJumped(long byMillis) {}
