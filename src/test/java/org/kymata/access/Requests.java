package org.kymata.access;

import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Requests made of nothing but what {@link Origins} and {@link ClientAddress} look at. */
final class Requests {

  private Requests() {}

  /** A request over plain HTTP from {@code peer}; headers are name, value, name, value… */
  static HttpServletRequest from(String peer, String... headers) {
    Map<String, String> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (int i = 0; i < headers.length; i += 2) {
      all.put(headers[i], headers[i + 1]);
    }
    return (HttpServletRequest)
        Proxy.newProxyInstance(
            Requests.class.getClassLoader(),
            new Class<?>[] {HttpServletRequest.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "getHeader" -> all.get(((String) arguments[0]).toLowerCase(Locale.ROOT));
                  case "getRemoteAddr" -> peer;
                  case "isSecure" -> false;
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }
}
