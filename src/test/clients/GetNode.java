import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * A light sensor that says what it measures in the address of a request, and never looks at the
 * answer. Arguments: host, port, milliseconds between two readings (3000).
 */
public class GetNode {

  public static void main(String[] arguments) throws InterruptedException {
    String host = arguments[0];
    int port = Integer.parseInt(arguments[1]);
    int pause = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 3000;
    for (int count = 0; ; count++) {
      int light = 500 + count % 100;
      try (Socket socket = new Socket(host, port)) {
        String request = "GET /luminosity/" + light + " HTTP/1.0\r\nHost: " + host + "\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        System.out.println("sent " + light);
      } catch (IOException e) {
        System.out.println("no hub: " + e.getMessage());
      }
      Thread.sleep(pause);
    }
  }
}
