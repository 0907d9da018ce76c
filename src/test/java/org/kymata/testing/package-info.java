/** Tools that tests share: a hub in a container, and clients that act as a browser or a node. */
package org.kymata.testing;
