/**
 * What tests share: a hub in a container, and clients that speak to it as a browser or a node does.
 */
package org.kymata.testing;
