/** JSON as this hub reads and writes it: strict fields, numbers, envelopes and problems. */
package org.kymata.json;
