/** Texts from outside: names, lengths, and secrets that are blanked where a text is shown. */
package org.kymata.text;
