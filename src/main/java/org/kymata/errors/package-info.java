/** The exception that carries an error to people and programs, and waiting for futures. */
package org.kymata.errors;
