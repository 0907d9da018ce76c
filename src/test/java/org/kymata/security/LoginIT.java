package org.kymata.security;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URL;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kymata.testing.Hub;
import org.kymata.testing.Hub.Person;
import org.kymata.testing.HubArchive;
import org.kymata.testing.HubClient;
import org.kymata.testing.HubResponse;
import org.kymata.testing.SseClient;
import org.kymata.testing.WebSocketClient;

/** Signing in and out, what ends a session, and the accounts. */
@ExtendWith(ArquillianExtension.class)
class LoginIT {

  private static final int SIGNED_OUT = 1008;
  private static final int LONG_SECONDS = 6;

  @ArquillianResource private URL deployed;
  private Hub hub;

  @Deployment(testable = false)
  static WebArchive hub() {
    return HubArchive.fresh();
  }

  @BeforeEach
  void findHub() {
    hub = Hub.of(this, deployed);
  }

  private static boolean isSignedIn(HubClient client) {
    HubResponse answer = client.get("/api/session");
    assertTrue(answer.status() == 200 || answer.status() == 401, answer::toString);
    return answer.status() == 200;
  }

  // --- Signing in

  @Test
  void formWorksWithoutJavaScript() {
    HubResponse form = hub.stranger().get("/login");
    assertEquals(200, form.status());
    assertEquals("text/html", form.mediaType());
    assertTrue(form.text().contains("<form"), form::toString);
    assertTrue(form.text().contains("name=\"username\""), form::toString);
    assertTrue(form.text().contains("name=\"password\""), form::toString);
    assertTrue(form.text().contains("type=\"submit\""), form::toString);
  }

  @Test
  void loginRedirectsToTheRequestedPage() {
    HubClient browser = hub.stranger();
    HubResponse sent = browser.get("/nodes.html?sort=name&x=%C3%A9");
    assertEquals(303, sent.status());
    String login = sent.location().getRawPath() + "?" + sent.location().getRawQuery();
    Matcher hidden =
        Pattern.compile("name=\"to\"[^>]* value=\"([^\"]*)\"").matcher(browser.get(login).text());
    assertTrue(hidden.find());
    String to = hidden.group(1).replace("&amp;", "&");
    HubResponse signedIn =
        browser.postForm(
            "/login",
            List.of("username", "admin", "password", HubArchive.ADMIN_PASSWORD, "to", to));
    assertEquals(303, signedIn.status(), signedIn::toString);
    assertEquals("/nodes.html", signedIn.location().getPath());
    assertEquals("sort=name&x=%C3%A9", signedIn.location().getRawQuery());
    assertEquals(200, browser.get("/nodes.html?sort=name&x=%C3%A9").status());
  }

  @Test
  void loginWithoutARequestedPageRedirectsToTheDashboard() {
    HubResponse signedIn = hub.stranger().signIn("admin", HubArchive.ADMIN_PASSWORD);
    assertEquals(303, signedIn.status());
    assertEquals("/", signedIn.location().getPath());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://evil.example/",
        "//evil.example/",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "http:evil.example",
        "javascript:alert(1)",
        "data:text/html,x",
        " //evil.example",
        "\t//evil.example",
        "nodes.html\r\nSet-Cookie: a=b",
        "nodes.html\nLocation: https://evil.example",
        "../../evil",
        "@evil.example",
        ":80",
        "evil.example:80/"
      })
  void loginRedirectsToNoOtherSite(String to) {
    String query = "?to=" + URLEncoder.encode(to, StandardCharsets.UTF_8);
    assertStaysHere(hub.admin().get("/login" + query));
  }

  @ParameterizedTest
  @ValueSource(strings = {"//evil.example/", "https://evil.example", "a\r\nSet-Cookie: a=b"})
  void formRedirectsToNoOtherSite(String to) {
    List<String> form =
        List.of("username", "admin", "password", HubArchive.ADMIN_PASSWORD, "to", to);
    assertStaysHere(hub.stranger().postForm("/login", form));
  }

  private void assertStaysHere(HubResponse answer) {
    assertEquals(303, answer.status(), answer::toString);
    assertEquals(hub.base().getAuthority(), answer.location().getAuthority());
    assertEquals("http", answer.location().getScheme());
    assertTrue(answer.setCookie("a").isEmpty(), answer::toString);
  }

  @Test
  void formShowsTheRequestedPageAsTextOnly() {
    HubResponse form = hub.stranger().get("/login?to=%22%3E%3Cscript%3Ealert(1)%3C/script%3E");
    assertFalse(form.text().contains("<script>alert"), form::toString);
  }

  @Test
  void cookiesAreOutOfReachForScriptsAndForeignPages() {
    HubResponse answer = hub.stranger().signIn("admin", HubArchive.ADMIN_PASSWORD);
    for (String name : List.of("JSESSIONID", "kymata_signin")) {
      String line = answer.setCookie(name).orElseThrow(() -> new AssertionError(answer));
      assertTrue(line.contains("HttpOnly"), line);
      assertTrue(line.toLowerCase(Locale.ROOT).contains("samesite=lax"), line);
      assertFalse(line.contains("Secure"), line);
      assertFalse(line.contains("Domain"), line);
    }
  }

  @Test
  void cookiesAreSecureBehindAProxyThatSpeaksTls() {
    HubResponse answer =
        hub.stranger()
            .signIn(
                "admin",
                HubArchive.ADMIN_PASSWORD,
                "X-Forwarded-Proto",
                "https",
                "Origin",
                "https://127.0.0.1:" + hub.base().getPort());
    assertEquals(303, answer.status(), answer::toString);
    for (String name : List.of("JSESSIONID", "kymata_signin")) {
      String line = answer.setCookie(name).orElseThrow(() -> new AssertionError(answer));
      assertTrue(line.contains("Secure"), line);
      assertTrue(line.contains("HttpOnly"), line);
    }
    assertEquals("max-age=15552000", answer.header("Strict-Transport-Security").orElse("none"));
  }

  @Test
  void pageWithoutTlsIsForeignToASiteWithTls() {
    HubClient browser = hub.stranger();
    HubResponse answer =
        browser.signIn(
            "admin",
            HubArchive.ADMIN_PASSWORD,
            "X-Forwarded-Proto",
            "https",
            "Origin",
            browser.origin());
    assertEquals(403, answer.status(), answer::toString);
  }

  @Test
  void sessionIsNewAfterLogin() {
    HubClient browser = hub.stranger();
    browser.setCookie("JSESSIONID", "planted0by0somebody0else");
    browser.signIn("admin", HubArchive.ADMIN_PASSWORD);
    String first = browser.cookie("JSESSIONID");
    assertNotEquals("planted0by0somebody0else", first);
    browser.signIn("admin", HubArchive.ADMIN_PASSWORD);
    assertNotEquals(first, browser.cookie("JSESSIONID"));
    HubClient left = hub.stranger();
    left.setCookie("JSESSIONID", first);
    assertFalse(isSignedIn(left));
  }

  @Test
  void signInCookieAloneIsEnough() {
    Person person = hub.newPerson("viewer");
    HubClient restarted = hub.stranger();
    restarted.setCookie("kymata_signin", person.client().cookie("kymata_signin"));
    assertTrue(isSignedIn(restarted));
  }

  @Test
  void wrongPasswordsAreAnsweredWith401ThenWithAWait() {
    Person person = hub.newPerson("viewer");
    HubClient guesser = hub.stranger();
    for (int i = 0; i < 5; i++) {
      HubResponse wrong = guesser.signIn(person.name(), "wrong password " + i);
      assertEquals(401, wrong.status(), wrong::toString);
      assertEquals("text/html", wrong.mediaType());
      assertTrue(wrong.setCookie("kymata_signin").isEmpty());
    }
    guessOn(401, () -> guesser.signIn(person.name(), "a wrong password"));
    HubResponse held = guesser.signIn(person.name(), person.password());
    assertEquals(429, held.status(), held::toString);
    int seconds = Integer.parseInt(held.header("Retry-After").orElseThrow());
    assertTrue(seconds >= 1 && seconds <= 300, held::toString);
    // A user who is already signed in is not delayed.
    assertTrue(isSignedIn(person.client()));
  }

  @Test
  void guesserOfManyNamesMustWaitToo() {
    HubClient guesser = hub.stranger();
    for (int i = 0; i < 5; i++) {
      assertEquals(401, guesser.signIn(Hub.freshName("no-such-user"), "a password").status());
    }
    guessOn(401, () -> guesser.signIn(Hub.freshName("no-such-user"), "a wrong password"));
    assertEquals(429, guesser.signIn("admin", HubArchive.ADMIN_PASSWORD).status());
  }

  /** Guesses until the wait is longer than a slow machine could explain. */
  private static void guessOn(int wrong, Supplier<HubResponse> guess) {
    await()
        .until(
            () -> {
              HubResponse answer = guess.get();
              assertTrue(answer.status() == wrong || answer.status() == 429, answer::toString);
              return answer.status() == 429
                  && Integer.parseInt(answer.header("Retry-After").orElseThrow()) > LONG_SECONDS;
            });
  }

  @Test
  void unknownNameIsAnsweredAsAWrongPassword() {
    Person person = hub.newPerson("viewer");
    HubResponse wrong = hub.stranger().signIn(person.name(), "not the password");
    HubResponse unknown = hub.stranger().signIn(Hub.freshName("no-such-user"), "not the password");
    assertEquals(wrong.status(), unknown.status());
    assertEquals(wrong.text(), unknown.text());
    HubResponse strange = hub.stranger().signIn("' or 1=1 --\u0000<b>", "x");
    assertEquals(wrong.text(), strange.text());
    assertEquals(401, hub.stranger().signIn("", "").status());
    assertEquals(401, hub.stranger().postForm("/login", List.of()).status());
  }

  @Test
  void guessesOfStrangersDelayStrangersAndNotTheOwnersDevice() throws Exception {
    Person person = hub.newPerson("operator");
    HubClient guesser = hub.stranger();
    ExecutorService guesses = Executors.newFixedThreadPool(20);
    try {
      List<Callable<HubResponse>> flood =
          Collections.nCopies(200, () -> guesser.signIn(person.name(), "a wrong password"));
      CompletableFuture<List<Future<HubResponse>>> all =
          CompletableFuture.supplyAsync(() -> invoke(guesses, flood));
      await().until(() -> hub.stranger().signIn(person.name(), person.password()).status() == 429);
      for (int i = 0; i < 3; i++) {
        HubResponse signedIn = person.client().signIn(person.name(), person.password());
        assertEquals(303, signedIn.status(), signedIn::toString);
      }
      for (Future<HubResponse> guess : all.get()) {
        int status = guess.get().status();
        assertTrue(List.of(401, 429, 503).contains(status), "answered " + status);
      }
    } finally {
      guesses.shutdown();
    }
    // Nor do they delay a new password.
    HubResponse changed =
        changePassword(person.client(), person.password(), "a barge drifts upstream slowly");
    assertEquals(204, changed.status(), changed::toString);
    // This device stays known under the new password.
    assertEquals(
        303, person.client().signIn(person.name(), "a barge drifts upstream slowly").status());
  }

  private static <T> List<Future<T>> invoke(ExecutorService threads, List<Callable<T>> work) {
    try {
      return threads.invokeAll(work);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void loginFormHasALimit() {
    HubResponse large = hub.stranger().signIn("admin", "x".repeat(20_000));
    assertEquals(413, large.status(), large::toString);
  }

  @Test
  void httpSessionWithoutTheSignInCookieIsInvalid() {
    Person person = hub.newPerson("viewer");
    String id = person.client().cookie("JSESSIONID");
    HubClient thief = hub.stranger();
    thief.setCookie("JSESSIONID", id);
    assertFalse(isSignedIn(thief));
    assertTrue(hub.stranger().get("/api/session;jsessionid=" + id).status() >= 400);
    // Nor together with the cookie of another sign-in: only that cookie counts.
    Person other = hub.newPerson("operator");
    thief.setCookie("kymata_signin", other.client().cookie("kymata_signin"));
    String name = thief.get("/api/session").json().getJsonObject("user").getString("name");
    assertEquals(other.name(), name);
    assertTrue(isSignedIn(person.client()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/login", "/health/live", "/css/tokens.css", "/api/session", "/ws"})
  void noHttpSessionIsMadeForStrangersAndPrograms(String path) {
    HubClient program = hub.newKey(hub.viewer());
    for (HubClient client : List.of(hub.stranger(), hub.newSensor().client(), program)) {
      HubResponse answer = client.get(path);
      assertTrue(answer.setCookie("JSESSIONID").isEmpty(), answer::toString);
    }
    assertTrue(hub.stranger().signIn("no-such-user", "wrong").setCookie("JSESSIONID").isEmpty());
  }

  // --- What ends a session

  /** Sends the first half of a body, runs something meanwhile, then sends the rest. */
  private String slowly(String headers, String path, String body, Runnable meanwhile)
      throws IOException {
    try (Socket socket = new Socket("127.0.0.1", hub.base().getPort())) {
      OutputStream out = socket.getOutputStream();
      String head =
          "POST %s HTTP/1.1\r\nHost: %s\r\n%s\r\nContent-Type: application/json\r\n"
              + "Content-Length: %d\r\nConnection: close\r\n\r\n";
      String request =
          head.formatted(path, hub.base().getAuthority(), headers, body.length()) + body;
      byte[] bytes = request.getBytes(StandardCharsets.US_ASCII);
      out.write(bytes, 0, bytes.length - 10);
      out.flush();
      await()
          .until(
              () ->
                  hub.admin()
                      .get("/metrics")
                      .text()
                      .lines()
                      .anyMatch("kymata_http_slow_bodies 1"::equals));
      meanwhile.run();
      out.write(bytes, bytes.length - 10, 10);
      out.flush();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void bodyThatEndsAfterItsSessionChangesNothing() throws Exception {
    Person person = hub.newPerson("admin");
    String name = Hub.freshName("back-door");
    String answer =
        slowly(
            "Cookie: kymata_signin=" + person.client().cookie("kymata_signin"),
            "/api/accounts",
            "{\"name\":\"%s\",\"password\":\"tall ships sail by\",\"role\":\"admin\"}"
                .formatted(name),
            () -> hub.admin().patch("/api/accounts/" + person.id(), "{\"role\":\"viewer\"}"));
    assertTrue(answer.startsWith("HTTP/1.1 401"), answer);
    assertFalse(hub.admin().get("/api/accounts").text().contains(name));
  }

  @Test
  void bodyThatEndsAfterItsTokenStoresNothing() throws Exception {
    Hub.Sensor sensor = hub.newSensor();
    String answer =
        slowly(
            "Authorization: Bearer " + sensor.token(),
            "/api/readings",
            "{\"metric\":\"t\",\"value\":21.5}",
            () -> hub.admin().post("/api/nodes/" + sensor.id() + "/token", ""));
    assertTrue(answer.startsWith("HTTP/1.1 401"), answer);
  }

  @Test
  void streamsThatOpenDuringSignOutCloseToo() throws Exception {
    Person person = hub.newPerson("viewer");
    ExecutorService threads = Executors.newFixedThreadPool(8);
    List<SseClient> opened = new CopyOnWriteArrayList<>();
    try {
      List<CompletableFuture<Void>> openings = new ArrayList<>();
      for (int i = 0; i < 24; i++) {
        openings.add(
            CompletableFuture.runAsync(
                () -> opened.add(person.client().events("topic=*")), threads));
      }
      await().until(() -> opened.size() >= 4);
      hub.stranger()
          .post(
              "/logout", "", "Cookie", "kymata_signin=" + person.client().cookie("kymata_signin"));
      for (CompletableFuture<Void> opening : openings) {
        // One that came too late was refused.
        opening.handle((done, refused) -> null).get();
      }
      opened.forEach(SseClient::awaitClose);
    } finally {
      threads.shutdown();
      opened.forEach(SseClient::close);
    }
  }

  @Test
  void logoutClosesOnlyWhatItsSessionHoldsOpen() {
    Person person = hub.newPerson("viewer");
    HubClient other = hub.signedIn(person.name(), person.password());
    try (WebSocketClient socket = person.client().socket();
        SseClient events = person.client().events("topic=*");
        WebSocketClient othersSocket = other.socket();
        SseClient othersEvents = other.events("topic=*")) {
      for (var receiver : List.of(socket, events, othersSocket, othersEvents)) {
        receiver.await("welcome");
      }
      HubResponse out = person.client().post("/logout", "");
      assertEquals(303, out.status(), out::toString);
      assertEquals("/login", out.location().getPath());

      assertEquals(SIGNED_OUT, socket.awaitClose());
      assertEquals("signed out", socket.closeReason());
      events.awaitClose();
      assertFalse(isSignedIn(person.client()));

      othersSocket
          .send("{\"v\":1,\"type\":\"ping\",\"id\":\"still here\"}")
          .awaitReply("still here");
      assertFalse(othersEvents.isClosed());
      assertTrue(isSignedIn(other));
    }
  }

  @Test
  void cookiesOfAnEndedSessionAreInvalid() {
    Person person = hub.newPerson("viewer");
    HubClient thief = hub.stranger();
    thief.setCookie("kymata_signin", person.client().cookie("kymata_signin"));
    thief.setCookie("JSESSIONID", person.client().cookie("JSESSIONID"));
    person.client().post("/logout", "");
    assertFalse(isSignedIn(thief));
  }

  @Test
  void listOfSessionsEndsTheOthersOneByOneAndAll() {
    Person person = hub.newPerson("viewer");
    String phone = "Mozilla/5.0 (Android 14; Mobile; rv:128.0) Gecko/128.0 Firefox/128.0";
    HubClient stolen = hub.stranger();
    stolen.signIn(person.name(), person.password(), "User-Agent", phone);
    HubClient third = hub.signedIn(person.name(), person.password());
    List<JsonObject> list = sessions(person.client(), "");
    assertEquals(3, list.size());
    assertEquals(1, list.stream().filter(each -> each.getBoolean("current")).count());
    JsonObject theirs =
        list.stream()
            .filter(each -> each.getString("device").equals("Firefox on Android"))
            .findFirst()
            .orElseThrow();
    assertTrue(theirs.getString("address").startsWith("10.1."), theirs::toString);
    String one = "/api/session/list/" + theirs.getString("id");

    // Another person sees and ends none of them; an admin may.
    Person other = hub.newPerson("operator");
    assertEquals(404, other.client().delete(one).status());
    assertEquals(403, other.client().get("/api/session/list?account=" + person.id()).status());
    assertEquals(403, other.client().delete("/api/session/list?account=" + person.id()).status());
    assertEquals(3, sessions(hub.admin(), "?account=" + person.id()).size());

    assertEquals(204, person.client().delete(one).status());
    assertFalse(isSignedIn(stolen));
    assertEquals(404, person.client().delete(one).status());
    assertEquals(1, person.client().delete("/api/session/list").json().getInt("ended"));
    assertFalse(isSignedIn(third));
    assertTrue(isSignedIn(person.client()));
    assertEquals(200, hub.admin().delete("/api/session/list?account=" + person.id()).status());
    assertFalse(isSignedIn(person.client()));
  }

  private static List<JsonObject> sessions(HubClient client, String query) {
    return client
        .get("/api/session/list" + query)
        .json()
        .getJsonArray("sessions")
        .getValuesAs(JsonObject.class);
  }

  @Test
  void logoutOfAStrangerDoesNoHarm() {
    assertEquals(303, hub.stranger().post("/logout", "").status());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"disabled\":true}",
        "{\"role\":\"operator\"}",
        "{\"password\":\"reset by the admin\"}"
      })
  void changeByTheAdminEndsSessionsAtOnce(String change) {
    Person person = hub.newPerson("viewer");
    try (WebSocketClient socket = person.client().socket()) {
      socket.await("welcome");
      HubResponse changed = hub.admin().patch("/api/accounts/" + person.id(), change);
      assertEquals(200, changed.status(), changed::toString);
      assertEquals(SIGNED_OUT, socket.awaitClose());
      assertFalse(isSignedIn(person.client()));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"disabled\":true}",
        "{\"role\":\"viewer\"}",
        "{\"role\":\"admin\"}",
        "{\"password\":\"reset by the admin\"}",
        "own password"
      })
  void signInInProgressLosesToAChangeOfTheAccount(String change) throws Exception {
    // Checking a password takes a tenth of a second; the change happens at any moment of it.
    for (int round = 0; round < 3; round++) {
      Person person = hub.newPerson("operator");
      HubClient thief = hub.stranger();
      CompletableFuture<HubResponse> underWay =
          CompletableFuture.supplyAsync(() -> thief.signIn(person.name(), person.password()));
      HubResponse changed =
          change.equals("own password")
              ? changePassword(person.client(), person.password(), "a barge drifts upstream slowly")
              : hub.admin().patch("/api/accounts/" + person.id(), change);
      assertTrue(changed.status() < 300, changed::toString);
      int status = underWay.get().status();
      assertTrue(status == 303 || status == 401, "answered " + status);
      HubResponse after = thief.get("/api/session");
      // Leaves no second admin behind: other tests count them.
      hub.admin().patch("/api/accounts/" + person.id(), "{\"role\":\"viewer\"}");
      if (change.contains("role") && after.status() == 200) {
        // Signed in after the change, so with the new role.
        String role = after.json().getJsonObject("user").getString("role");
        assertTrue(change.contains(role), change + " and yet " + role);
      } else {
        assertEquals(401, after.status(), after::toString);
      }
    }
  }

  @Test
  void disabledAccountCannotSignInUntilItIsEnabled() {
    Person person = hub.newPerson("viewer");
    String path = "/api/accounts/" + person.id();
    assertTrue(hub.admin().patch(path, "{\"disabled\":true}").json().getBoolean("disabled"));
    assertEquals(401, hub.stranger().signIn(person.name(), person.password()).status());
    assertFalse(hub.admin().patch(path, "{\"disabled\":false}").json().getBoolean("disabled"));
    assertEquals(303, hub.stranger().signIn(person.name(), person.password()).status());
  }

  @Test
  void newRoleCountsAtTheNextSignIn() {
    Person person = hub.newPerson("viewer");
    hub.admin().patch("/api/accounts/" + person.id(), "{\"role\":\"operator\"}");
    HubClient again = hub.signedIn(person.name(), person.password());
    JsonObject user = again.get("/api/session").json().getJsonObject("user");
    assertEquals("operator", user.getString("role"));
  }

  @Test
  void passwordResetByTheAdminReplacesTheOldOne() {
    Person person = hub.newPerson("viewer");
    hub.admin().patch("/api/accounts/" + person.id(), "{\"password\":\"reset by the admin\"}");
    assertEquals(401, hub.stranger().signIn(person.name(), person.password()).status());
    assertEquals(303, hub.stranger().signIn(person.name(), "reset by the admin").status());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{\"disabled\":true}", "{\"role\":\"viewer\"}", "{\"role\":\"operator\"}"})
  void lastAdminStays(String change) {
    HubResponse refused = hub.admin().patch("/api/accounts/1", change);
    assertEquals(409, refused.status(), refused::toString);
    assertTrue(refused.detail().contains("last admin"), refused::toString);
    assertTrue(isSignedIn(hub.admin()));
  }

  @Test
  void oneOfTwoAdminsMayBeDemoted() {
    Person second = hub.newPerson("admin");
    HubResponse changed =
        hub.admin().patch("/api/accounts/" + second.id(), "{\"role\":\"viewer\"}");
    assertEquals(200, changed.status(), changed::toString);
    assertEquals("viewer", changed.json().getString("role"));
  }

  // --- The user's own password

  @Test
  void ownPasswordIsChangedWithTheCurrentOneOnly() {
    Person person = hub.newPerson("viewer");
    HubClient elsewhere = hub.signedIn(person.name(), person.password());
    String newPassword = "eight brown owls at dawn";

    HubResponse wrong = changePassword(person.client(), "not the current one", newPassword);
    assertEquals(403, wrong.status(), wrong::toString);
    assertTrue(isSignedIn(elsewhere));
    assertEquals(400, changePassword(person.client(), person.password(), "short").status());
    HubResponse weak = changePassword(person.client(), person.password(), "Password123!");
    assertEquals(400, weak.status(), weak::toString);
    assertTrue(weak.detail().contains("easy to guess"), weak::toString);
    assertTrue(weak.detail().contains("better: "), weak::toString);
    HubResponse named = changePassword(person.client(), person.password(), person.name() + "!");
    assertEquals(400, named.status(), named::toString);
    assertEquals(400, changePassword(person.client(), person.password(), "x".repeat(201)).status());

    assertEquals(204, changePassword(person.client(), person.password(), newPassword).status());
    assertTrue(isSignedIn(person.client()));
    assertFalse(isSignedIn(elsewhere));
    assertEquals(401, hub.stranger().signIn(person.name(), person.password()).status());
    assertEquals(303, hub.stranger().signIn(person.name(), newPassword).status());
  }

  private static HubResponse changePassword(HubClient client, String current, String newPassword) {
    return client.post(
        "/api/session/password",
        "{\"current\":\"%s\",\"new\":\"%s\"}".formatted(current, newPassword));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{",
        "{}",
        "{\"new\":\"12345678\"}",
        "{\"current\":1,\"new\":\"12345678\"}"
      })
  void malformedPasswordChangeIsRefused(String body) {
    assertEquals(400, hub.admin().post("/api/session/password", body).status());
  }

  @Test
  void ownPasswordCannotBeGuessedThroughTheForm() {
    Person person = hub.newPerson("viewer");
    for (int i = 0; i < 5; i++) {
      assertEquals(403, changePassword(person.client(), "a guess " + i, "12345678").status());
    }
    guessOn(403, () -> changePassword(person.client(), "a wrong guess", "12345678"));
    HubResponse held = changePassword(person.client(), person.password(), "12345678");
    assertEquals(429, held.status(), held::toString);
    assertTrue(held.header("Retry-After").isPresent(), held::toString);
  }

  // --- Accounts

  @Test
  void sessionResourceNamesTheUser() {
    JsonObject session = hub.admin().get("/api/session").json();
    assertEquals("admin", session.getJsonObject("user").getString("name"));
    assertEquals("admin", session.getJsonObject("user").getString("role"));
    assertTrue(session.getJsonNumber("expires").longValue() > System.currentTimeMillis());
    assertTrue(
        session.getString("version").matches("\\d+\\.\\d+\\.\\d+(-SNAPSHOT)?"), session.toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{                                                            | 400",
        "[]                                                           | 400",
        "{}                                                           | 400",
        "{'name':'a','password':'tall ships sail by'}                           | 400",
        "{'name':'','password':'tall ships sail by','role':'viewer'}            | 400",
        "{'name':'a b','password':'tall ships sail by','role':'viewer'}         | 400",
        "{'name':'<b>','password':'tall ships sail by','role':'viewer'}         | 400",
        "{'name':7,'password':'tall ships sail by','role':'viewer'}             | 400",
        "{'name':'a','password':'7kW#x!p','role':'viewer'}            | 400",
        "{'name':'a','password':12345678,'role':'viewer'}             | 400",
        "{'name':'a','password':'tall ships sail by','role':'Viewer'}           | 400",
        "{'name':'a','password':'tall ships sail by','role':'root'}             | 400",
        "{'name':'admin','password':'tall ships sail by','role':'viewer'}       | 409",
        "{'name':'a','password':'12345678','role':'viewer'}           | 400",
        "{'name':'a','password':'Password123!','role':'viewer'}       | 400",
        "{'name':'anna.m','password':'Anna.M.2026','role':'viewer'}   | 400"
      })
  void accountThatBreaksARuleIsNotMade(String body, int status) {
    int before = accountCount();
    HubResponse refused = hub.admin().post("/api/accounts", body.replace('\'', '"'));
    assertEquals(status, refused.status(), refused::toString);
    assertEquals("application/problem+json", refused.mediaType());
    assertEquals(before, accountCount());
  }

  @Test
  void accountWithALookalikeNameIsNotMade() {
    String body = "{\"name\":\"%s\",\"password\":\"tall ships sail by\",\"role\":\"viewer\"}";
    for (String name : List.of("Admin", "ADMIN", "adm1n", "аdmіn", "ａｄｍｉｎ", "adrnin")) {
      HubResponse refused = hub.admin().post("/api/accounts", body.formatted(name));
      assertTrue(refused.status() == 409 || refused.status() == 400, refused::toString);
      assertEquals(401, hub.stranger().signIn(name, HubArchive.ADMIN_PASSWORD).status());
    }
    String name = Hub.freshName("zo\u00EB");
    assertEquals(201, hub.admin().post("/api/accounts", body.formatted(name)).status());
    // The accent may be typed as a separate character.
    String typed = name.replace("\u00EB", "e\u0308");
    assertEquals(409, hub.admin().post("/api/accounts", body.formatted(typed)).status());
    assertEquals(303, hub.stranger().signIn(typed, "tall ships sail by").status());
  }

  private int accountCount() {
    return hub.admin().get("/api/accounts").json().getJsonArray("accounts").size();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'role':'root'}        | 400",
        "{'role':1}             | 400",
        "{'disabled':'yes'}     | 400",
        "{'password':'short'}   | 400",
        "{'password':'qwertyuiop'} | 400",
        "{'password':1}         | 400",
        "[]                     | 400"
      })
  void changeThatBreaksARuleIsRefused(String body, int status) {
    int id = hub.viewer().get("/api/session").json().getJsonObject("user").getInt("id");
    HubResponse refused = hub.admin().patch("/api/accounts/" + id, body.replace('\'', '"'));
    assertEquals(status, refused.status(), refused::toString);
    assertTrue(isSignedIn(hub.viewer()));
  }

  @Test
  void unknownAccountCannotBeChanged() {
    assertEquals(404, hub.admin().patch("/api/accounts/999999", "{\"disabled\":true}").status());
    assertEquals(
        404, hub.admin().patch("/api/accounts/no-such-account", "{\"disabled\":true}").status());
  }

  @Test
  void listOfAccountsHoldsNoSecrets() {
    Person person = hub.newPerson("viewer");
    HubResponse list = hub.admin().get("/api/accounts");
    JsonObject listed =
        list.json().getJsonArray("accounts").getValuesAs(JsonObject.class).stream()
            .filter(account -> account.getString("name").equals(person.name()))
            .findFirst()
            .orElseThrow();
    assertEquals(
        List.of(
            "id",
            "name",
            "role",
            "disabled",
            "twoFactor",
            "mustChangePassword",
            "created",
            "lastLogin"),
        List.copyOf(listed.keySet()));
    assertFalse(list.text().toLowerCase(Locale.ROOT).contains("pbkdf2"));
  }

  // --- The security log

  private List<JsonObject> securityEntries() {
    return hub.admin()
        .get("/api/audit?kind=security&limit=1000")
        .json()
        .getJsonArray("entries")
        .getValuesAs(JsonObject.class);
  }

  @Test
  void changesOfAnAccountAreInTheSecurityLogWithTheAddress() {
    Person person = hub.newPerson("viewer");
    String one = "/api/accounts/" + person.id();
    HubClient guesser = hub.stranger();
    guesser.signIn(person.name(), "wrong");
    guesser.signIn(person.name(), "wrong too");
    HubResponse changed =
        person
            .client()
            .post(
                "/api/session/password",
                "{\"current\":\"%s\",\"new\":\"%s of old\"}"
                    .formatted(person.password(), person.password()));
    assertEquals(204, changed.status(), changed::toString);
    person.client().post("/logout", "");
    hub.admin().patch(one, "{\"role\":\"operator\"}");
    hub.admin().patch(one, "{\"disabled\":true}");
    hub.admin()
        .patch(one, "{\"disabled\":false,\"password\":\"%s anew\"}".formatted(person.password()));
    List<String> entries =
        securityEntries().stream()
            .filter(entry -> entry.getString("account", "").equals(person.name()))
            .map(
                entry ->
                    "%s %s %s %d %s"
                        .formatted(
                            entry.getString("by", "?").replace(person.name(), "own"),
                            entry.getString("what"),
                            // Each client of these tests has its own address.
                            entry.getString("address").replaceAll("10\\.1\\.[0-9.]+", "its-own"),
                            entry.getInt("times", 1),
                            entry.getString("detail", ""))
                        .strip())
            .sorted()
            .toList();
    assertEquals(
        List.of(
            "? sign-in-failed its-own 2",
            "admin account-disabled its-own 1",
            "admin account-enabled its-own 1",
            "admin account-made its-own 1 viewer",
            "admin password-reset its-own 1",
            "admin role-changed its-own 1 viewer → operator",
            "own password-changed its-own 1",
            "own sign-in its-own 1",
            "own sign-out its-own 1"),
        entries);
  }

  @Test
  void typedNameIsStoredNowhere() {
    String typed = Hub.freshName("my-password");
    hub.stranger().signIn(typed, "x");
    HubResponse entries = hub.admin().get("/api/audit?kind=security&limit=1000");
    assertTrue(entries.text().contains("sign-in-failed"), entries::toString);
    assertFalse(entries.text().contains(typed), entries::toString);
  }

  @ParameterizedTest
  @CsvSource({
    "admin, kind=security, 200",
    "operator, kind=security, 403",
    "operator, kind=change, 200",
    "operator, '', 200",
    "viewer, kind=security, 403",
    "viewer, kind=change, 403",
    "admin, kind=all, 400",
    "admin, before=x, 400",
    "admin, kind=security&before=1, 200"
  })
  void securityEntriesAreForAdmins(String role, String query, int status) {
    HubClient person =
        switch (role) {
          case "admin" -> hub.admin();
          case "operator" -> hub.operator();
          default -> hub.viewer();
        };
    HubResponse answer = person.get("/api/audit?" + query, "Accept", "application/json");
    assertEquals(status, answer.status(), answer::toString);
  }

  // --- One-time passwords

  private static final Pattern PENDING = Pattern.compile("name=\"pending\" value=\"([^\"]*)\"");

  private static String pending(HubResponse form) {
    Matcher hidden = PENDING.matcher(form.text());
    assertTrue(hidden.find(), form::toString);
    assertFalse(hidden.group(1).isEmpty(), form::toString);
    assertTrue(form.setCookie("kymata_signin").isEmpty(), form::toString);
    assertTrue(form.setCookie("JSESSIONID").isEmpty(), form::toString);
    return hidden.group(1);
  }

  private JsonObject newOneTimeAccount() {
    String body = "{\"name\":\"%s\",\"role\":\"operator\"}".formatted(Hub.freshName("once"));
    HubResponse made = hub.admin().post("/api/accounts", body);
    assertEquals(201, made.status(), made::toString);
    assertTrue(made.json().getBoolean("mustChangePassword"), made::toString);
    assertFalse(hub.admin().get("/api/accounts").text().contains("oneTimePassword"));
    return made.json();
  }

  @Test
  void oneTimePasswordOpensNothingUntilItIsReplaced() {
    JsonObject account = newOneTimeAccount();
    String name = account.getString("name");
    String once = account.getString("oneTimePassword");
    HubClient person = hub.stranger();
    HubResponse form = person.signIn(name, once);
    assertEquals(403, form.status(), form::toString);
    assertTrue(form.text().contains("name=\"new\""), form::toString);
    assertFalse(form.text().contains("name=\"username\""), form::toString);
    String pending = pending(form);
    assertFalse(isSignedIn(person));
    assertEquals(401, person.get("/api/nodes").status());
    assertEquals(401, person.post("/api/keys", "{\"name\":\"k\"}").status());
    assertEquals(303, person.get("/index.html", "Accept", "text/html").status());

    for (String refused : List.of("short", "Password123!", name + "2026", once)) {
      HubResponse again = choose(person, pending, refused, refused);
      assertEquals(400, again.status(), again::toString);
      pending = pending(again);
    }
    HubResponse different = choose(person, pending, "tall ships sail by", "tall ships sail on");
    assertEquals(403, different.status(), different::toString);
    HubResponse chosen =
        choose(person, pending(different), "tall ships sail by", "tall ships sail by");
    assertEquals(303, chosen.status(), chosen::toString);
    assertTrue(isSignedIn(person));
    assertEquals(401, hub.stranger().signIn(name, once).status());
    assertEquals(303, hub.stranger().signIn(name, "tall ships sail by").status());
    assertEquals(401, choose(hub.stranger(), pending, "nine tall ships", "nine").status());
  }

  private static HubResponse choose(
      HubClient client, String pending, String newPassword, String again) {
    return client.postForm(
        "/login", List.of("pending", pending, "new", newPassword, "again", again));
  }

  @Test
  void programReplacesItsOneTimePasswordWithTheSameForm() {
    JsonObject account = newOneTimeAccount();
    HubClient program = hub.stranger();
    List<String> form =
        List.of(
            "username",
            account.getString("name"),
            "password",
            account.getString("oneTimePassword"),
            "new",
            "tall ships sail by");
    assertEquals(303, program.postForm("/login", form).status());
    assertTrue(isSignedIn(program));
  }

  @Test
  void resetToAOneTimePasswordEndsSessionsAndKeys() {
    Person person = hub.newPerson("viewer");
    HubClient key = hub.newKey(person.client());
    String path = "/api/accounts/" + person.id();
    HubResponse reset = hub.admin().patch(path, "{\"oneTime\":true}");
    assertEquals(200, reset.status(), reset::toString);
    assertFalse(isSignedIn(person.client()));
    assertEquals(401, key.get("/metrics").status());
    assertEquals(401, hub.stranger().signIn(person.name(), person.password()).status());
    String once = reset.json().getString("oneTimePassword");
    HubResponse form = hub.stranger().signIn(person.name(), once);
    assertEquals(403, form.status(), form::toString);
    // The password is reset in between: the pending login is over.
    hub.admin().patch(path, "{\"password\":\"tall ships sail by\",\"oneTime\":true}");
    String old = pending(form);
    assertEquals(
        401,
        choose(hub.stranger(), old, "eight brown owls at dawn", "eight brown owls at dawn")
            .status());
    assertEquals(403, hub.stranger().signIn(person.name(), "tall ships sail by").status());
  }

  // --- Two-factor authentication

  private static final String TWO_FACTOR = "/api/session/two-factor";

  private record App(String secret, List<String> recoveryCodes, long step) {
    String code(long later) {
      return Totp.code(secret, step + later);
    }
  }

  private static App setUp(Person person) {
    String password = "{\"password\":\"%s\"}".formatted(person.password());
    HubResponse begun = person.client().post(TWO_FACTOR, password);
    assertEquals(200, begun.status(), begun::toString);
    String secret = begun.json().getString("secret");
    assertTrue(begun.json().getString("uri").contains("secret=" + secret), begun::toString);
    assertTrue(begun.json().getJsonObject("qr").getString("path").startsWith("M4,4h1"));
    assertFalse(person.client().get(TWO_FACTOR).json().getBoolean("on"));
    assertEquals(400, person.client().post(TWO_FACTOR + "/confirm", "{\"code\":\"x\"}").status());
    long step = System.currentTimeMillis() / 30_000;
    String code = "{\"code\":\"%s\"}".formatted(Totp.code(secret, step));
    HubResponse on = person.client().post(TWO_FACTOR + "/confirm", code);
    assertEquals(200, on.status(), on::toString);
    List<String> codes =
        on.json().getJsonArray("recoveryCodes").stream()
            .map(value -> ((jakarta.json.JsonString) value).getString())
            .toList();
    assertEquals(10, codes.stream().distinct().count());
    return new App(secret, codes, step);
  }

  private HubResponse signIn(Person person, String code) {
    return hub.stranger()
        .postForm(
            "/login",
            List.of("username", person.name(), "password", person.password(), "code", code));
  }

  @Test
  void secondFactorIsRequiredAndEachCodeIsValidOnce() {
    Person person = hub.newPerson("viewer");
    App app = setUp(person);
    assertTrue(isSignedIn(person.client()));

    HubClient browser = hub.stranger();
    HubResponse form = browser.signIn(person.name(), person.password());
    assertEquals(401, form.status(), form::toString);
    assertTrue(form.text().contains("name=\"code\""), form::toString);
    String pending = pending(form);
    assertFalse(isSignedIn(browser));
    // The code that switched it on is used up.
    HubResponse used = browser.postForm("/login", List.of("pending", pending, "code", app.code(0)));
    assertEquals(401, used.status(), used::toString);
    HubResponse right =
        browser.postForm("/login", List.of("pending", pending(used), "code", app.code(1)));
    assertEquals(303, right.status(), right::toString);
    assertTrue(isSignedIn(browser));
    assertEquals(401, signIn(person, app.code(1)).status());

    String recovery = app.recoveryCodes().get(3);
    assertEquals(303, signIn(person, recovery.toUpperCase(Locale.ROOT)).status());
    assertEquals(401, signIn(person, recovery).status());
    assertEquals(303, signIn(person, app.recoveryCodes().get(4).replace("-", "")).status());
    JsonObject state = person.client().get(TWO_FACTOR).json();
    assertEquals(8, state.getInt("recoveryCodes"));
  }

  @Test
  void codesCannotBeGuessedBySigningInAnew() {
    Person person = hub.newPerson("viewer");
    App app = setUp(person);
    guessOn(401, () -> signIn(person, "000000"));
    assertEquals(429, signIn(person, app.recoveryCodes().get(0)).status());
  }

  @Test
  void twoFactorEndsByThePasswordOrByAnAdmin() {
    Person person = hub.newPerson("viewer");
    App app = setUp(person);
    String wrong = "{\"password\":\"not the password\"}";
    for (String path : List.of("", "/off", "/recovery-codes")) {
      assertEquals(403, person.client().post(TWO_FACTOR + path, wrong).status());
    }
    assertEquals(303, signIn(person, app.recoveryCodes().get(0)).status());
    String password = "{\"password\":\"%s\"}".formatted(person.password());
    HubResponse renewed = person.client().post(TWO_FACTOR + "/recovery-codes", password);
    assertEquals(10, renewed.json().getJsonArray("recoveryCodes").size());
    assertEquals(401, signIn(person, app.recoveryCodes().get(1)).status());
    assertEquals(204, person.client().post(TWO_FACTOR + "/off", password).status());
    assertEquals(303, hub.stranger().signIn(person.name(), person.password()).status());

    setUp(person);
    assertEquals(401, hub.stranger().signIn(person.name(), person.password()).status());
    HubResponse ended = hub.admin().patch("/api/accounts/" + person.id(), "{\"twoFactor\":false}");
    assertEquals(200, ended.status(), ended::toString);
    assertFalse(ended.json().getBoolean("twoFactor"));
    assertEquals(303, hub.stranger().signIn(person.name(), person.password()).status());
  }
}
