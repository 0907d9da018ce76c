/** The hub's own health: issues, readiness checks, free disk space. */
package org.kymata.health;
