package org.kymata.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestSyntaxValidatorTest {

  private static String head(String line, String headers) {
    return line + "\r\n" + headers + "\r\n";
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "a",
        "my_hub.local",
        "a.b.c:80",
        "127.0.0.1:65535",
        "[::1]",
        "[fe80::1]:8080"
      })
  void validHostIsAccepted(String host) {
    assertNull(
        RequestSyntaxValidator.headViolation(
            head("GET / HTTP/1.1", "Host: " + host + "\r\nA: b\r\n")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "a b", "a/b", "a:", "a:b", "a:65536", "[::1", "::1", "a,b", "u@a", "%41"})
  void malformedHostIsRefused(String host) {
    var complaint =
        RequestSyntaxValidator.headViolation(head("GET / HTTP/1.1", "Host: " + host + "\r\n"));
    assertNotNull(complaint);
    assertEquals(400, complaint.status());
  }

  @Test
  void hostIsRequiredOnce() {
    assertNotNull(RequestSyntaxValidator.headViolation(head("GET / HTTP/1.1", "A: b\r\n")));
    assertNotNull(
        RequestSyntaxValidator.headViolation(head("GET / HTTP/1.1", "Host: a\r\nHOST: a\r\n")));
    assertNull(RequestSyntaxValidator.headViolation(head("GET / HTTP/1.0", "")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /",
        "GET  / HTTP/1.1",
        "GET /a b HTTP/1.1",
        "GET a HTTP/1.1",
        "GET /%",
        "GET /;jsessionid=1 HTTP/1.1",
        "GET /.. HTTP/1.1",
        "GET /a/. HTTP/1.1",
        "GET /a/%2E%2e/b HTTP/1.1",
        "GET http://a/;b HTTP/1.1",
        "GET /% HTTP/1.1",
        "GET /%2 HTTP/1.1",
        "GET /%zz HTTP/1.1",
        "GET http://u@a/ HTTP/1.1"
      })
  void malformedFirstLineIsRefused(String line) {
    assertNotNull(RequestSyntaxValidator.headViolation(head(line, "Host: a\r\n")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"GET /%41%e2%82%ac?a=%zz HTTP/1.1", "OPTIONS * HTTP/1.1", "\r\nGET / HTTP/1.1"})
  void validFirstLineIsAccepted(String line) {
    assertNull(RequestSyntaxValidator.headViolation(head(line, "Host: a\r\n")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "A",
        ": b",
        "Content-Length: 1\r\nContent-Length: 1",
        "Content-Length: 1\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked"
      })
  void linesThatCanBeReadInMoreThanOneWayAreRefused(String lines) {
    assertNotNull(
        RequestSyntaxValidator.headViolation(
            head("POST / HTTP/1.1", "Host: a\r\n" + lines + "\r\n")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "gzip, chunked", "chunkedx", "identity", ""})
  void onlyChunkedIsATransferEncoding(String coding) {
    var complaint =
        RequestSyntaxValidator.headViolation(
            head("POST / HTTP/1.1", "Host: a\r\nTransfer-Encoding: " + coding + "\r\n"));
    assertNotNull(complaint);
    assertEquals(415, complaint.status());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/a;b",
        "/;",
        "/a%3bb",
        "/a%3Bb",
        "/a%253bb",
        "/a%25253Bb",
        "/a\\b",
        "/a%5cb",
        "/a%5Cb",
        "/a%00",
        "/a%0d%0ab",
        "/a%7f",
        "/a%09"
      })
  void pathThatIsReadInMoreThanOneWayIsRefused(String path) {
    assertNotNull(RequestSyntaxValidator.pathViolation(path));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/api/nodes/a%2Fb/messages", "/k%C3%BCche", "/a+b,c=d", "/a%20b"})
  void otherPathsAreAccepted(String path) {
    assertNull(RequestSyntaxValidator.pathViolation(path));
  }
}
