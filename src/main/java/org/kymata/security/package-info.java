/**
 * Accounts, sessions, API keys, two-factor authentication, the login form, the audit and security
 * logs, and the access filter.
 *
 * <p>Imports {@code nodes} and base packages; {@code commands}, {@code hosts}, {@code live} and
 * {@code transport} may import it. Invariant: no request reaches a resource or a socket before
 * {@link org.kymata.security.AccessFilter} has identified the caller and checked {@link
 * org.kymata.security.AccessRules}.
 */
package org.kymata.security;
