package org.kymata.http;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Sends the static files that the build compressed (ADR 22) to clients that accept gzip. They lie
 * below {@code WEB-INF}, which no URL reaches.
 */
public class PrecompressedFileFilter extends HttpFilter {

  private static final long serialVersionUID = 1L;
  private static final String FOLDER = "/WEB-INF/gzip";
  private static final String END = ".gz";

  // The checksum and the length of the uncompressed file, at the end of each gzip (RFC 1952 2.3.1).
  private static final int CHECKSUM_BYTES = 8;

  // The entity tags by path; bounded by the number of files. "" for files not sent yet.
  private final transient Map<String, String> tags = new ConcurrentHashMap<>();

  @Override
  public void init() {
    index(getServletContext(), FOLDER + "/");
  }

  private void index(ServletContext context, String folder) {
    Set<String> paths = context.getResourcePaths(folder);
    for (String path : paths == null ? Set.<String>of() : paths) {
      if (path.endsWith("/")) {
        index(context, path);
      } else if (path.endsWith(END)) {
        tags.put(path.substring(FOLDER.length(), path.length() - END.length()), "");
      }
    }
  }

  @Override
  protected void doFilter(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    boolean reads = request.getMethod().equals("GET") || request.getMethod().equals("HEAD");
    // On the node port a WebSocket has the path of the first page.
    boolean upgrades = WebSocketHandshakes.hasUpgradeHeader(request);
    String path = path(request);
    if (!reads || upgrades || !tags.containsKey(path)) {
      chain.doFilter(request, response);
      return;
    }
    response.setHeader("Vary", "Accept-Encoding");
    if (ContentEncodings.acceptsGzip(request) && request.getHeader("Range") == null) {
      send(request, response, path);
    } else {
      chain.doFilter(request, response);
    }
  }

  private static String path(HttpServletRequest request) {
    String below = request.getPathInfo();
    String path = request.getServletPath() + (below == null ? "" : below);
    return path.endsWith("/") ? path + "index.html" : path;
  }

  private void send(HttpServletRequest request, HttpServletResponse response, String path)
      throws IOException {
    byte[] file = null;
    String tag = tags.get(path);
    if (tag.isEmpty()) {
      file = read(path);
      byte[] end = Arrays.copyOfRange(file, file.length - CHECKSUM_BYTES, file.length);
      tag = '"' + HexFormat.of().formatHex(end) + "-gzip\"";
      tags.put(path, tag);
    }
    response.setHeader("ETag", tag);
    if (isKnown(request.getHeader("If-None-Match"), tag)) {
      response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
      return;
    }
    file = file == null ? read(path) : file;
    response.setContentType(getServletContext().getMimeType(path));
    response.setHeader("Content-Encoding", "gzip");
    response.setContentLength(file.length);
    if (!request.getMethod().equals("HEAD")) {
      response.getOutputStream().write(file);
    }
  }

  private static boolean isKnown(String header, String tag) {
    // A proxy may have turned it into a weak one.
    return header != null
        && (header.strip().equals("*")
            || Arrays.stream(header.split(","))
                .map(String::strip)
                .anyMatch(candidate -> isSame(candidate, tag)));
  }

  private static boolean isSame(String candidate, String tag) {
    return candidate.equals(tag) || candidate.equals("W/" + tag);
  }

  private byte[] read(String path) throws IOException {
    try (InputStream in = getServletContext().getResourceAsStream(FOLDER + path + END)) {
      return in.readAllBytes();
    }
  }
}
