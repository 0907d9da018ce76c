/** The relational store: transactions, whether it answers, and its upkeep. */
package org.kymata.persistence;
