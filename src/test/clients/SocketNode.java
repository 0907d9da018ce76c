import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;

/**
 * A node with a thermometer and a relay, at the other end of a WebSocket. Told to toggle the relay
 * it does so and says how it stands then. Arguments: host, port, milliseconds between two readings
 * (3000).
 */
public class SocketNode implements WebSocket.Listener {

  private final StringBuilder message = new StringBuilder();
  private final CountDownLatch closed = new CountDownLatch(1);
  private boolean relay;

  public static void main(String[] arguments) throws InterruptedException {
    URI address = URI.create("ws://" + arguments[0] + ":" + arguments[1] + "/");
    int pause = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 3000;
    SocketNode node = new SocketNode();
    WebSocket hub =
        HttpClient.newHttpClient().newWebSocketBuilder().buildAsync(address, node).join();
    System.out.println("connected");
    for (int count = 0; node.closed.getCount() > 0; count++) {
      node.say(hub, "{\"metric\":\"temperature\",\"value\":" + (20 + count % 10) + ".5}");
      Thread.sleep(pause);
    }
    System.exit(1);
  }

  private synchronized void say(WebSocket hub, String reading) {
    hub.sendText("{\"type\":\"node\",\"msg\":" + reading + "}", true).join();
  }

  @Override
  public CompletionStage<?> onText(WebSocket hub, CharSequence part, boolean last) {
    message.append(part);
    if (last) {
      String whole = message.toString();
      message.setLength(0);
      System.out.println("heard " + whole);
      if (whole.contains("\"fromservertonode\"") && whole.contains("\"togglerele\"")) {
        relay = !relay;
        new Thread(() -> say(hub, "{\"metric\":\"relay\",\"value\":" + relay + "}")).start();
      }
    }
    hub.request(1);
    return null;
  }

  @Override
  public CompletionStage<?> onClose(WebSocket hub, int code, String reason) {
    System.out.println("closed " + code + " " + reason);
    closed.countDown();
    return null;
  }

  @Override
  public void onError(WebSocket hub, Throwable fault) {
    System.out.println("broken " + fault);
    closed.countDown();
  }
}
