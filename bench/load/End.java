import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** One end of the traffic, as an adapter describes it under {@code sub.NAME.} or {@code pub.NAME.}. */
final class End {

  /** How an end talks; SIO is Socket.IO 4, SSE server-sent events. */
  enum Kind {
    HTTP,
    WS,
    SIO,
    SSE,
    MQTT,
    TCP
  }

  final Kind kind;
  final String host;
  final int port;
  final Template path;
  final Template headers;
  final String method;
  final byte[] topic;
  final boolean base64;
  final List<Template> hello = new ArrayList<>();
  final byte[] ping;
  /** What a page's first answer holds when its subscription counts; empty: it counts at once. */
  final byte[] ready;

  /** Of Kymata: the token and the id of the node that each connection speaks for. */
  final String[] tokens;

  final String[] ids;
  // The readings of one message: OPEN body BETWEEN body … CLOSE.
  final int batch;
  final Template body;
  final byte[] open;
  final byte[] between;
  final byte[] close;

  /** Reads what stands under {@code side.name.}, where the name is {@code --side} or the adapter's standard. */
  static End of(Options options, String side) {
    return new End(options, prefix(options, side));
  }

  static String prefix(Options options, String side) {
    String name = options.text(side, options.text(side + ".default", null));
    return side + "." + name + ".";
  }

  private End(Options options, String prefix) {
    String url = options.text(prefix + "url", null);
    if (url == null) {
      throw new IllegalArgumentException("the adapter lacks " + prefix + "url");
    }
    String scheme = url.substring(0, url.indexOf("://"));
    String standard = scheme.equals("http") && prefix.startsWith("sub.") ? "sse" : scheme;
    String given = options.text(prefix + "kind", standard);
    base64 = given.equals("tcp-b64");
    kind = Kind.valueOf(base64 ? "TCP" : given.toUpperCase(java.util.Locale.ROOT));
    int slash = url.indexOf('/', scheme.length() + 3);
    URI address = URI.create(slash < 0 ? url : url.substring(0, slash));
    host = address.getHost();
    port = address.getPort();
    path = new Template(slash < 0 ? "/" : url.substring(slash));
    body = options.has(prefix + "body") ? new Template(options.text(prefix + "body", "")) : null;
    method = body == null ? "GET" : "POST";
    StringBuilder lines = new StringBuilder();
    for (String line : options.text(prefix + "headers", "").split("\\|")) {
      lines.append(line.isBlank() ? "" : line.strip() + "\r\n");
    }
    headers = new Template(lines.toString());
    topic = options.text(prefix + "topic", "readings").getBytes(UTF_8);
    for (int i = 1; options.has(prefix + "hello." + i); i++) {
      hello.add(new Template(options.text(prefix + "hello." + i, "")));
    }
    ping = options.has(prefix + "ping") ? options.text(prefix + "ping", "").getBytes(UTF_8) : null;
    ready = options.text(prefix + "ready", "").getBytes(UTF_8);
    tokens = options.words(prefix + "tokens");
    ids = options.words(prefix + "ids");
    batch = options.whole(prefix + "batch", 1);
    open = options.text(prefix + "open", "").getBytes(UTF_8);
    between = options.text(prefix + "between", ",").getBytes(UTF_8);
    close = options.text(prefix + "close", "").getBytes(UTF_8);
  }
}
