package org.kymata.security;

import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.kymata.net.AddressRanges;

/** Requests that consist of headers and a client address only. */
final class FakeRequests {

  private static final AddressRanges LOOPBACK =
      AddressRanges.parse("127.0.0.0/8,::1").orElseThrow();

  private FakeRequests() {}

  /** A request over plain HTTP from {@code peer}; headers are name, value, name, value… */
  static HttpServletRequest from(String peer, String... headers) {
    return behindProxies(LOOPBACK, peer, headers);
  }

  /** The same request as the access filter passes it on, with these trusted proxies. */
  static HttpServletRequest behindProxies(AddressRanges trusted, String peer, String... headers) {
    Map<String, List<String>> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (int i = 0; i < headers.length; i += 2) {
      all.computeIfAbsent(headers[i], name -> new ArrayList<>()).add(headers[i + 1]);
    }
    HttpServletRequest request =
        (HttpServletRequest)
            Proxy.newProxyInstance(
                FakeRequests.class.getClassLoader(),
                new Class<?>[] {HttpServletRequest.class},
                (proxy, method, arguments) ->
                    switch (method.getName()) {
                      case "getHeader" -> {
                        List<String> lines = all.get(arguments[0]);
                        yield lines == null ? null : lines.get(0);
                      }
                      case "getHeaders" ->
                          Collections.enumeration(all.getOrDefault(arguments[0], List.of()));
                      case "getHeaderNames" -> Collections.enumeration(all.keySet());
                      case "getRemoteAddr" -> peer;
                      case "getLocalAddr" -> "203.0.113.20";
                      case "isSecure" -> false;
                      default -> throw new UnsupportedOperationException(method.getName());
                    });
    return ClientAddress.behindProxies(request, trusted);
  }
}
