/** Texts from outside: names, lengths, and redaction of secrets before a text is shown. */
package org.kymata.text;
