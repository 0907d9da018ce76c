/** Strict JSON: readers of fields, numbers, frame envelopes and problems. */
package org.kymata.json;
