/**
 * What every feature stands on: settings, errors, identifiers' rules, the relational store.
 *
 * <p>Anybody may import it; it imports no feature. Invariant: nothing here knows what a node, a
 * reading or a browser is.
 */
package org.kymata.platform;
