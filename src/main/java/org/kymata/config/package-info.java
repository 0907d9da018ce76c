/** Settings from the environment, the data directory, the version, and the console. */
package org.kymata.config;
