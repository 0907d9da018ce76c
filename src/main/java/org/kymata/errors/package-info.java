/** Errors that people and programs are told of, and the futures that end with them. */
package org.kymata.errors;
