/**
 * Who may do what: accounts, roles, sign-ins, API keys, the login form and the one table of owners.
 *
 * <p>Doors and live may import it. Invariant: no request reaches a resource or a socket before
 * {@link org.kymata.security.AccessFilter} knew the caller and found the address's owner.
 */
package org.kymata.security;
