package org.kymata.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The account page in the browser: API keys, two-factor authentication, one-time passwords. */
class AccountPageIT {

  private static final String PASSWORD = "seven grey herons at dusk";
  private static final int PHONE_WIDTH = 390;

  private static RunningHub hub;
  private static Chromium chromium;

  @BeforeAll
  static void start() {
    hub = RunningHub.start();
    chromium = new Chromium();
    hub.admin().createAccount("vera", PASSWORD, "viewer");
  }

  @AfterAll
  static void stop() {
    chromium.close();
    hub.close();
  }

  private static void make(Page page, String name) {
    page.fill("#key-name", name);
    page.click("#make-key button[type=submit]");
    page.waitForSelector("tr[data-key='" + name + "']");
  }

  private static int status(String secret, String path) {
    return ApiClient.node(hub.address(), secret).send("GET", path, null).statusCode();
  }

  @Test
  void keyIsMadeFromTheMenuOfTheUserShownOnceAndRemoved() {
    chromium.complaints.clear();
    try (BrowserContext person = chromium.person()) {
      Page page = Chromium.signIn(person, hub.address(), "vera", PASSWORD);
      page.click("[popovertarget=user-menu]");
      page.click("#user-menu a[href='account.html#keys']");
      page.waitForSelector("#no-keys");
      make(page, "notebook");
      String secret = page.textContent("#key-secret");
      assertTrue(secret.matches("kymk_[0-9A-Za-z]{32}"), secret);
      assertTrue(page.textContent("#key-made pre").contains(secret));
      Accessibility.assertAccessible(page);
      String asked = "api/readings?node=this-machine&metric=cpu&points=10";
      assertEquals(200, status(secret, asked));

      // The same name again is rejected with a message, and the key stays on the page.
      page.fill("#key-name", "notebook");
      page.click("#make-key button[type=submit]");
      page.waitForFunction("() => document.querySelector('#key-error').textContent !== ''");

      page.reload();
      page.waitForSelector("tr[data-key=notebook]");
      assertTrue(!page.content().contains("kymk_"));
      String used = page.textContent("tr[data-key=notebook] td[data-label='Last used']");
      assertTrue(used.matches(".*[0-9].*"), used);

      page.click("tr[data-key=notebook] button");
      page.click("dialog button[type=submit]");
      page.waitForSelector("#no-keys");
      assertEquals(401, status(secret, asked));
    }
    // The rejection above is the only thing that the browser may log.
    assertEquals(1, chromium.complaints.size(), chromium.complaints::toString);
    assertTrue(chromium.complaints.get(0).contains("409"), chromium.complaints::toString);
  }

  @Test
  void keyForAChosenNodeIsMadeAndTheSecurityLogSaysSo() {
    ApiClient.NewNode greenhouse = hub.admin().createNode("greenhouse-7");
    ApiClient.NewNode cellar = hub.admin().createNode("cellar-7");
    try (BrowserContext person = chromium.person()) {
      Page page = Chromium.signIn(person, hub.address(), "admin", hub.adminPassword());
      page.navigate(hub.address() + "account.html#keys");
      page.waitForSelector("#key-nodes");
      page.fill("#key-name", "greenhouse-sender");
      page.selectOption("#key-scope", "write");
      page.selectOption("#key-nodes", "chosen");
      page.selectOption("#key-days", "30");
      page.click("#make-key button[type=submit]");
      page.waitForFunction("() => document.querySelector('#key-error').textContent !== ''");
      page.check("#key-chosen input[value='" + greenhouse.id() + "']");
      Accessibility.assertAccessible(page);
      page.click("#make-key button[type=submit]");
      page.waitForSelector("tr[data-key=greenhouse-sender]");
      assertTrue(page.textContent("tr[data-key=greenhouse-sender]").contains("greenhouse-7"));
      Screenshots.save(page, "account-keys-light");
      String secret = page.textContent("#key-secret");
      String body = "{\"node\":\"%s\",\"metric\":\"t\",\"value\":1}";
      ApiClient program = ApiClient.node(hub.address(), secret);
      String address = "api/readings";
      assertEquals(
          200, program.send("POST", address, body.formatted(greenhouse.id())).statusCode());
      assertEquals(400, program.send("POST", address, body.formatted(cellar.id())).statusCode());

      page.navigate(hub.address() + "audit.html");
      page.click("#audit-kinds [data-kind=security]");
      page.waitForSelector("tr[data-what=key-made]");
      assertTrue(page.url().endsWith("audit.html?kind=security"), page.url());
      assertTrue(page.textContent("tr[data-what=sign-in]").contains("admin"));
      Accessibility.assertAccessible(page);
      Screenshots.save(page, "audit-security-light");
      page.click("#audit-kinds [data-kind=change]");
      page.waitForFunction("() => document.body.textContent.includes('greenhouse-7')");
    }
  }

  @Test
  void sessionOnAPhoneIsEndedFromHere() {
    try (BrowserContext phone = chromium.person(PHONE_WIDTH, 844, ColorScheme.DARK);
        BrowserContext person = chromium.person()) {
      Page stolen = Chromium.signIn(phone, hub.address(), "vera", PASSWORD);
      Page page = Chromium.signIn(person, hub.address(), "vera", PASSWORD);
      stolen.navigate(hub.address() + "account.html");
      stolen.waitForSelector("#sessions tr[data-current]");
      page.navigate(hub.address() + "account.html");
      page.waitForSelector("#sessions tr[data-current]");
      assertEquals(0, page.locator("#sessions tr[data-current] button").count());
      String own = page.textContent("#sessions tr[data-current]");
      assertTrue(own.contains("Chrome on Linux") && own.contains("this browser"), own);
      Screenshots.save(page, "account-sessions-light");
      Screenshots.save(stolen, "account-sessions-phone");
      page.locator("#sessions tbody tr:not([data-current]) button").first().focus();
      page.keyboard().press("Enter");
      page.waitForSelector("#session-ended:not([hidden])");
      page.locator("#end-others").or(page.locator("#sessions tr[data-current]")).first().waitFor();
      if (page.locator("#end-others").count() > 0) {
        page.click("#end-others");
      }
      page.waitForFunction("() => document.querySelectorAll('#sessions tbody tr').length === 1");
      stolen.navigate(hub.address() + "account.html");
      stolen.waitForURL("**/login?*");
      Accessibility.assertAccessible(page);
    }
  }

  @Test
  void adminSeesTheKeysOfOthersAlsoOnAPhoneAndAtNight() {
    try (BrowserContext vera = chromium.person();
        BrowserContext person = chromium.person(PHONE_WIDTH, 844, ColorScheme.DARK)) {
      Page hers = Chromium.signIn(vera, hub.address(), "vera", PASSWORD);
      hers.navigate(hub.address() + "account.html");
      hers.waitForSelector("#keys");
      make(hers, "a-name-as-long-as-names-may-be-".repeat(3).substring(0, 64));

      Page page = Chromium.signIn(person, hub.address(), "admin", hub.adminPassword());
      page.navigate(hub.address() + "account.html");
      page.waitForSelector("#keys tr[data-key]");
      make(page, "prometheus");
      assertEquals(2, page.locator("#keys table").count());
      assertTrue(page.locator("#keys table").first().textContent().contains("prometheus"));
      Accessibility.assertAccessible(page);
      int width = (int) page.evaluate("document.documentElement.scrollWidth");
      assertTrue(width <= PHONE_WIDTH, width + " px wide");
      Screenshots.save(page, "account-keys-phone");
      page.navigate(hub.address() + "audit.html?kind=security");
      page.waitForSelector("tr[data-what=key-made]");
      Accessibility.assertAccessible(page);
      width = (int) page.evaluate("document.documentElement.scrollWidth");
      assertTrue(width <= PHONE_WIDTH, width + " px wide");
      Screenshots.save(page, "audit-security-phone");
    }
  }

  private static Page submitSignIn(BrowserContext person, String user, String password) {
    Page page = person.newPage();
    page.navigate(hub.address());
    page.fill("#username", user);
    page.fill("#password", password);
    page.click("button[type=submit]");
    return page;
  }

  private static void assertFits(Page page) {
    Accessibility.assertAccessible(page);
    int width = (int) page.evaluate("document.documentElement.scrollWidth");
    assertTrue(width <= PHONE_WIDTH, width + " px wide");
  }

  @Test
  void twoFactorIsSetUpWithAnAppAndAskedForAtTheNextSignIn() {
    hub.admin().createAccount("nina", PASSWORD, "viewer");
    List<String> codes;
    try (BrowserContext person = chromium.person()) {
      Page page = Chromium.signIn(person, hub.address(), "nina", PASSWORD);
      page.navigate(hub.address() + "account.html");
      page.click("#two-factor-set-up");
      page.fill("dialog input[name=password]", PASSWORD);
      page.click("dialog button[type=submit]");
      page.waitForSelector("#two-factor-confirm svg.qr path");
      Accessibility.assertAccessible(page);
      Screenshots.save(page, "two-factor-light");
      String secret = page.textContent("#two-factor-secret").replace(" ", "");
      page.fill("#two-factor-code", "000 000");
      page.click("#two-factor-confirm button[type=submit]");
      page.waitForFunction("() => document.querySelector('#two-factor-error').textContent !== ''");
      page.fill("#two-factor-code", AuthenticatorApp.code(secret));
      page.click("#two-factor-confirm button[type=submit]");
      page.waitForSelector("#recovery-codes li");
      Accessibility.assertAccessible(page);
      codes = page.locator("#recovery-codes li").allTextContents();
      assertEquals(10, codes.size());
    }
    try (BrowserContext person = chromium.person(PHONE_WIDTH, 844, ColorScheme.DARK)) {
      Page page = submitSignIn(person, "nina", PASSWORD);
      page.waitForSelector("#code");
      assertFits(page);
      Screenshots.save(page, "sign-in-code-phone-dark");
      page.fill("#code", codes.get(0));
      page.click("button[type=submit]");
      page.waitForSelector("article[data-node]");
      page.navigate(hub.address() + "account.html");
      page.waitForSelector("#two-factor-on");
      assertTrue(page.textContent("#two-factor-on").contains("9"));
      assertFits(page);
      Screenshots.save(page, "account-phone-dark");
      page.click("#two-factor-off");
      page.fill("dialog input[name=password]", PASSWORD);
      page.click("dialog button[type=submit]");
      page.waitForSelector("#two-factor-set-up");
    }
  }

  @Test
  void newAccountChoosesItsPasswordAlsoWithoutJavaScript() {
    String once;
    try (BrowserContext person = chromium.person()) {
      Page page = Chromium.signIn(person, hub.address(), "admin", hub.adminPassword());
      page.navigate(hub.address() + "accounts.html");
      page.click("#add-account");
      page.fill("dialog input[name=name]", "otto");
      Screenshots.save(page, "add-account-light");
      page.click("dialog button[type=submit]");
      page.waitForSelector("#one-time-password");
      Accessibility.assertAccessible(page);
      Screenshots.save(page, "one-time-password-light");
      once = page.textContent("#one-time-password");
    }
    Browser.NewContextOptions plain =
        new Browser.NewContextOptions()
            .setJavaScriptEnabled(false)
            .setViewportSize(PHONE_WIDTH, 844);
    try (BrowserContext person = chromium.person(plain)) {
      Page page = submitSignIn(person, "otto", once);
      page.waitForSelector("input[name=new]");
      Screenshots.save(page, "new-password-phone-light");
      page.fill("input[name=new]", "otto2026");
      page.fill("input[name=again]", "otto2026");
      page.click("button[type=submit]");
      page.waitForSelector(".login-message");
      page.fill("input[name=new]", PASSWORD);
      page.fill("input[name=again]", PASSWORD);
      page.click("button[type=submit]");
      page.waitForURL(url -> !url.contains("login"));
    }
    assertEquals(303, ApiClient.stranger(hub.address()).signIn("otto", PASSWORD));
  }

  private static HubProcess resetAdmin(RunningHub own) {
    Path root = RunningHub.projectRoot();
    return HubProcess.start(
        root,
        Map.of("KYMATA_DATA_DIR", own.data().toString()),
        List.of(root.resolve("run").toString(), "--reset-admin"));
  }

  @Test
  void adminIsResetWhileTheHubIsStopped() {
    try (RunningHub own = RunningHub.start()) {
      ApiClient admin = own.admin();
      String key =
          admin
              .post("api/keys", "{\"name\":\"old\"}")
              .body()
              .replaceAll("(?s).*(kymk_\\w+).*", "$1");
      try (HubProcess refused = resetAdmin(own)) {
        assertEquals(1, refused.awaitExit(), refused::output);
        assertTrue(refused.output().contains("already running"), refused::output);
      }
      own.stop();
      String once;
      try (HubProcess reset = resetAdmin(own)) {
        assertEquals(0, reset.awaitExit(), reset::output);
        Matcher printed =
            reset.find(Pattern.compile("admin with the one-time password (\\w{16}) "));
        assertTrue(printed != null, reset::output);
        once = printed.group(1);
      }
      own.startAgain();
      ApiClient stranger = ApiClient.stranger(own.address());
      assertEquals(401, stranger.signIn("admin", own.adminPassword()));
      assertEquals(403, stranger.signIn("admin", once));
      assertEquals(401, admin.send("GET", "api/session", null).statusCode());
      assertEquals(
          401, ApiClient.node(own.address(), key).send("GET", "metrics", null).statusCode());
    }
  }
}
