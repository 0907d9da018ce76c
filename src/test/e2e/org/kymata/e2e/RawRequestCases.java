package org.kymata.e2e;

import static org.kymata.e2e.RawHttp.ascii;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;

/** Requests that no library sends, as tables. */
final class RawRequestCases {

  /** 33 bytes of LZMA whose header asks for a dictionary of 2 GB. */
  static final byte[] LZMA = lzma();

  /** Request heads, and the status that each has to get. */
  static final Map<String, Integer> HEADS = heads();

  /** Bodies in incorrectly divided chunks. */
  static final List<String> CHUNKS =
      List.of(
          "18\n{\"metric\":\"m\",\"value\":1}\r\n0\r\n\r\n",
          "18\r\n{\"metric\":\"m\",\"value\":1}\n0\r\n\r\n",
          "18\r\n{\"metric\":\"m\",\"value\":1}XX\r\n0\r\n\r\n",
          "18\r\n{\"metric\":\"m\",\"value\":1}0\r\n\r\n",
          "18;a=b\r\n{\"metric\":\"m\",\"value\":1}\r\n0\r\n\r\n",
          "18;\r\n{\"metric\":\"m\",\"value\":1}\r\n0\r\n\r\n",
          "18 \r\n{\"metric\":\"m\",\"value\":1}\r\n0\r\n\r\n",
          " 18\r\n{\"metric\":\"m\",\"value\":1}\r\n0\r\n\r\n",
          "0x18\r\n{\"metric\":\"m\",\"value\":1}\r\n0\r\n\r\n",
          "+18\r\n{\"metric\":\"m\",\"value\":1}\r\n0\r\n\r\n",
          "-18\r\n{\"metric\":\"m\",\"value\":1}\r\n0\r\n\r\n",
          "\r\n{\"metric\":\"m\",\"value\":1}\r\n0\r\n\r\n",
          "18\r\r\n{\"metric\":\"m\",\"value\":1}\r\n0\r\n\r\n",
          "0000000000000018\r\n{\"metric\":\"m\",\"value\":1}\r\n0\r\n\r\n",
          "ffffffffffffffff\r\n{\"metric\":\"m\",\"value\":1}\r\n0\r\n\r\n",
          "18\r\n{\"metric\":\"m\",\"value\":1}\r\n0\n\n",
          "18\r\n{\"metric\":\"m\",\"value\":1}\r\n0\r\n\n",
          "18\r\n{\"metric\":\"m\",\"value\":1}\r\n0\r\nA: b\r\n\r\n",
          "18\r\n{\"metric\":\"m\",\"value\":1}\r\n0\r\nContent-Length: 5\r\n\r\n",
          "g\r\n");

  /** Values of Content-Encoding that get 415 everywhere; lines are separated by |. */
  static final List<String> ENCODINGS =
      List.of(
          "lzma",
          "LZMA",
          "x-lzma",
          " lzma",
          "deflate",
          "br",
          "zstd",
          "compress",
          "exi",
          "aes128gcm",
          "gzip, gzip",
          "gzip,identity",
          "identity, gzip",
          "gzip|gzip",
          "gzip|lzma",
          "lzma|gzip",
          "gzip;q=1",
          "gzip,",
          ",gzip",
          ",",
          "",
          "gzi",
          "gzip x",
          "\"gzip\"",
          "*",
          "none");

  private RawRequestCases() {}

  private static byte[] lzma() {
    byte[] bytes = new byte[33];
    byte[] head = {0x5d, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x7f};
    System.arraycopy(head, 0, bytes, 0, head.length);
    return bytes;
  }

  private static Map<String, Integer> heads() {
    Map<String, Integer> heads = new TreeMap<>();
    for (String host :
        List.of(
            "",
            " ",
            "a b",
            "a/b",
            "a\\b",
            "a:b",
            "a:",
            "a:99999",
            "a:123456",
            "a,b",
            "[::1",
            "::1",
            "[x]",
            "a@b",
            "u:p@a",
            "%41",
            "http://a",
            "a?b",
            "a#b",
            "\u0001",
            "\u00e9",
            "a\tb")) {
      heads.put("GET /login HTTP/1.1\r\nHost: " + host + "\r\n\r\n", 400);
    }
    heads.put("GET /login HTTP/1.1\r\n\r\n", 400);
    heads.put("GET /login HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400);
    heads.put("GET /login HTTP/1.1\r\nHost: a\r\nhOST: a\r\n\r\n", 400);
    heads.put("GET http://a/login HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400);
    heads.put("GET http://a:99999/login HTTP/1.1\r\nHost: a\r\n\r\n", 400);
    heads.put("GET http://u@a/login HTTP/1.1\r\nHost: a\r\n\r\n", 400);
    for (String path :
        List.of(
            "/%",
            "/%2",
            "/%zz",
            "/%u0041",
            "/login%",
            "/login%2",
            "/a%/b",
            "/%%20",
            "/%00",
            "/a%00b",
            "/%ff",
            "/%c0%af",
            "/%0d%0aA:b",
            "/%09",
            "/a%7f",
            "/a\u0001",
            "/a\\b",
            "/a%5cb",
            "/a%5Cb",
            "/..",
            "/../a",
            "/%2e%2e/a",
            "login",
            "",
            "/login;a",
            "/login;a=b",
            "/;a/login",
            "/a;b",
            "/a%3bb",
            "/a%3Bb",
            "/a%253bb",
            "/a%253Bb",
            "/a%25253bb",
            "/api/nodes;a=b",
            "/api;a/nodes",
            "/api/nodes/this-machine;a/messages",
            "/api/nodes/this-machine%3ba/messages",
            "/css/base.css;a",
            "/;jsessionid=1")) {
      heads.put("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n", 400);
    }
    heads.put("GET * HTTP/1.1\r\nHost: localhost\r\n\r\n", 400);
    heads.put("GET /login\r\nHost: localhost\r\n\r\n", 400);
    heads.put("GET  /login HTTP/1.1\r\nHost: localhost\r\n\r\n", 400);
    for (String version : List.of("HTTP/2.0", "HTTP/0.9", "HTTP/1.2", "HTTP/3.0", "http/1.1")) {
      heads.put("GET /login " + version + "\r\nHost: localhost\r\n\r\n", 505);
    }
    for (String line :
        List.of(
            "A : b",
            "A",
            ": b",
            "Content-Length: 0\r\nContent-Length: 0",
            "A b: c",
            "\u00e9: b",
            "A: \u0000",
            "Content-Length : 0",
            "Content-Length: +1",
            "Content-Length: 1, 1",
            "Content-Length: -1",
            "Content-Length: 0x1",
            "Content-Length: 99999999999999999999",
            "Content-Length: 1\r\nContent-Length: 2",
            "Content-Length: 0\r\nTransfer-Encoding: chunked",
            "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked")) {
      heads.put("POST /login HTTP/1.1\r\nHost: localhost\r\n" + line + "\r\n\r\n", 400);
    }
    for (String coding :
        List.of(
            "gzip",
            "gzip, chunked",
            "chunked, gzip",
            "chunked, chunked",
            "chunkedx",
            "xchunked",
            "identity",
            "\"chunked\"",
            "chunked;a",
            "",
            "deflate",
            "lzma")) {
      heads.put(
          "POST /login HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: " + coding + "\r\n\r\n",
          415);
    }
    return heads;
  }

  /** A request with the 33 bytes, and this Content-Encoding in as many lines as it has parts. */
  static byte[] packed(String address, String encoding, byte[] body) {
    StringBuilder lines = new StringBuilder("Content-Type: application/x-www-form-urlencoded\r\n");
    for (String line : encoding.split("\\|", -1)) {
      lines.append("Content-Encoding: ").append(line).append("\r\n");
    }
    lines.append("Content-Length: ").append(body.length).append("\r\n");
    return RawHttp.request("POST", ascii(address), lines.toString(), body);
  }

  static byte[] gzip(byte[] bytes) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toByteArray();
  }
}
