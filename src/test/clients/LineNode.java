import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * A sensor that sends lines of base64 and listens on the same connection. Told to toggle its relay
 * it does so and says how it stands then. It never reconnects. Arguments: host, port, sensor,
 * milliseconds between two readings (3000).
 */
public class LineNode {

  private static boolean relay;

  public static void main(String[] arguments) throws IOException, InterruptedException {
    String sensor = arguments[2];
    int pause = arguments.length > 3 ? Integer.parseInt(arguments[3]) : 3000;
    Socket hub = new Socket(arguments[0], Integer.parseInt(arguments[1]));
    OutputStream out = hub.getOutputStream();
    Thread listener = new Thread(() -> listen(hub, sensor));
    listener.setDaemon(true);
    listener.start();
    for (int count = 0; listener.isAlive(); count++) {
      say(out, sensor, "\"speed\":" + (10 + count % 5));
      Thread.sleep(pause);
    }
  }

  private static synchronized void say(OutputStream out, String sensor, String field)
      throws IOException {
    long seconds = System.currentTimeMillis() / 1000;
    String json = "{\"sensor\":\"" + sensor + "\",\"time\":" + seconds + "," + field + "}";
    String line = Base64.getEncoder().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    out.write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }

  private static void listen(Socket hub, String sensor) {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(hub.getInputStream(), StandardCharsets.US_ASCII))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String json = new String(Base64.getDecoder().decode(line), StandardCharsets.UTF_8);
        System.out.println("heard " + json);
        if (json.contains("\"togglerele\"")) {
          relay = !relay;
          say(hub.getOutputStream(), sensor, "\"relay\":" + (relay ? 1 : 0));
        }
      }
      System.out.println("closed");
    } catch (IOException e) {
      System.out.println("broken " + e);
    }
  }
}
