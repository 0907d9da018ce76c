/** IP addresses: ranges, clients' networks, and the remote address of a connection. */
package org.kymata.net;
