/** Addresses of the network: ranges, clients, the other end of a connection. */
package org.kymata.net;
