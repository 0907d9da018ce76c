/**
 * Live data as server-sent events: {@code /api/live}, and the luminosity stream {@code /connexion}
 * for the pages of the university course.
 */
package org.kymata.live.sse;
