/**
 * Settings from the environment, the data directory, the version, and what is printed at the start.
 */
package org.kymata.config;
