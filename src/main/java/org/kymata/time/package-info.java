/** Time: a clock that cannot be set, timers by it, jumps of the other one, and time stamps. */
package org.kymata.time;
