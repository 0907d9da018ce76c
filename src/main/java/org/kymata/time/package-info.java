/** Time: a monotonic clock and its scheduler, detection of clock jumps, and timestamps. */
package org.kymata.time;
