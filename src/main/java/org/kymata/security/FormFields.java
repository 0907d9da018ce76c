package org.kymata.security;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.kymata.errors.DomainException;
import org.kymata.errors.DomainException.Kind;

/**
 * The fields of an {@code application/x-www-form-urlencoded} body. Kymata reads it itself: the
 * server would wait for a slow body without a limit.
 */
public final class FormFields {

  /** The most bytes of a form. */
  public static final int MAX_BYTES = 16 << 10;

  private FormFields() {}

  /**
   * Wraps a request so that the fields of its form are its parameters.
   *
   * @throws DomainException as {@link #read} does
   */
  static HttpServletRequest of(HttpServletRequest request) throws IOException {
    Map<String, String> fields = read(request.getInputStream());
    return new HttpServletRequestWrapper(request) {
      @Override
      public String getParameter(String name) {
        return fields.get(name);
      }
    };
  }

  /**
   * Reads the fields; of several with one name the first.
   *
   * @throws DomainException TOO_LARGE over 16 KiB; BAD_INPUT when the encoding is wrong
   */
  static Map<String, String> read(InputStream in) throws IOException {
    byte[] body = in.readNBytes(MAX_BYTES + 1);
    if (body.length > MAX_BYTES) {
      throw new DomainException(Kind.TOO_LARGE, "the form is over 16 KiB");
    }
    Map<String, String> fields = new HashMap<>();
    for (String pair : new String(body, StandardCharsets.UTF_8).split("&")) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        fields.putIfAbsent(decode(pair.substring(0, equals)), decode(pair.substring(equals + 1)));
      }
    }
    return fields;
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw DomainException.badInput("the form is not valid application/x-www-form-urlencoded");
    }
  }
}
