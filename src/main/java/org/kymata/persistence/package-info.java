/** The relational store: transactions, availability checks and maintenance. */
package org.kymata.persistence;
