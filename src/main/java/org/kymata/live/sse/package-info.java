/**
 * Live data as server-sent events: {@code /api/live}, and {@code /connexion} of the course, whose
 * stream of luminosity is kept as it was.
 */
package org.kymata.live.sse;
