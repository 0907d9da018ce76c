package org.kymata.testing;

import jakarta.json.JsonObject;
import java.net.URI;
import java.net.URL;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A running hub, and the people and nodes of tests. */
public final class Hub {

  /** A person with an account, signed in. */
  public record Person(long id, String name, String password, HubClient client) {}

  /** A node, and a client with its token. */
  public record Sensor(String id, String name, String token, HubClient client) {

    /** Stores one reading. */
    public void send(String metric, String value) {
      HubResponse answer =
          client.post("api/readings", "{\"metric\":\"%s\",\"value\":%s}".formatted(metric, value));
      if (answer.status() != 200) {
        throw new AssertionError(answer.toString());
      }
    }
  }

  private static final Map<Class<?>, Hub> KNOWN = new ConcurrentHashMap<>();
  private static final AtomicInteger NUMBERS = new AtomicInteger();

  private final URI base;
  private HubClient admin;
  private HubClient operator;
  private HubClient viewer;

  private Hub(URI base) {
    this.base = base;
  }

  /**
   * The hub that Arquillian deployed for a test class; clients use the loopback address.
   *
   * @param test an instance of that class; all its tests share the hub and its people
   */
  public static Hub of(Object test, URL deployed) {
    URI base = URI.create("http://127.0.0.1:" + deployed.getPort() + "/");
    return KNOWN.computeIfAbsent(test.getClass(), any -> new Hub(base));
  }

  /** Its address, with a slash at its end. */
  public URI base() {
    return base;
  }

  /** A caller without a session. */
  public HubClient stranger() {
    return HubClient.stranger(base);
  }

  /** The first admin; always the same session. */
  public synchronized HubClient admin() {
    if (admin == null) {
      admin = signedIn("admin", HubArchive.ADMIN_PASSWORD);
    }
    return admin;
  }

  /** An operator; always the same. */
  public synchronized HubClient operator() {
    if (operator == null) {
      operator = newPerson("operator").client();
    }
    return operator;
  }

  /** A viewer; always the same. */
  public synchronized HubClient viewer() {
    if (viewer == null) {
      viewer = newPerson("viewer").client();
    }
    return viewer;
  }

  /** A new person with this role, signed in. */
  public Person newPerson(String role) {
    String name = freshName(role);
    String password = "seven grey herons of " + name;
    HubResponse made =
        admin()
            .post(
                "api/accounts",
                "{\"name\":\"%s\",\"password\":\"%s\",\"role\":\"%s\"}"
                    .formatted(name, password, role));
    require(made, 201);
    return new Person(
        made.json().getJsonNumber("id").longValue(), name, password, signedIn(name, password));
  }

  /** Signs in again. */
  public HubClient signedIn(String name, String password) {
    HubClient client = stranger();
    require(client.signIn(name, password), 303);
    return client;
  }

  /** A new node. */
  public Sensor newSensor() {
    return newSensor(freshName("node"));
  }

  /** A new node of this name. */
  public Sensor newSensor(String name) {
    HubResponse made = admin().post("api/nodes", "{\"name\":\"%s\"}".formatted(name));
    require(made, 201);
    JsonObject json = made.json();
    String token = json.getString("token");
    return new Sensor(
        json.getString("id"), json.getString("name"), token, HubClient.withToken(base, token));
  }

  /** A program with a new API key of this person. */
  public HubClient newKey(HubClient person) {
    HubResponse made = person.post("api/keys", "{\"name\":\"%s\"}".formatted(freshName("key")));
    require(made, 201);
    return HubClient.withToken(base, made.json().getString("key"));
  }

  /** An unused name. */
  public static String freshName(String stem) {
    return stem + "-" + NUMBERS.incrementAndGet();
  }

  private static void require(HubResponse answer, int status) {
    if (answer.status() != status) {
      throw new AssertionError("not " + status + ": " + answer);
    }
  }
}
