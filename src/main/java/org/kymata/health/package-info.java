/** What is wrong with the hub at the moment: issues, readiness, free disk space. */
package org.kymata.health;
