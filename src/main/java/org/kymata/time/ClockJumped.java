package org.kymata.time;

/**
 * The machine's clock was set while the hub ran. Whoever keeps a time of day in order to know later
 * how long ago that was moves it by as much.
 *
 * @param byMillis how much later it is now than it would be; negative when the clock went back
 */
public record ClockJumped(long byMillis) {}
