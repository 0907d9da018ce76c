package org.kymata.e2e;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.TimeoutError;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.WaitForSelectorState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The Chromium of this machine, and the errors of its pages. */
final class Chromium implements AutoCloseable {

  private static final double PATIENCE_MILLIS = 60_000;

  private final Playwright playwright;
  private final Browser browser;

  /** Console messages of pages, and requests to other hosts. */
  final List<String> complaints = new ArrayList<>();

  Chromium() {
    this(Map.of());
  }

  /**
   * Starts it with further environment variables; its home folder holds its trusted certificates.
   */
  Chromium(Map<String, String> environment) {
    Map<String, String> all = new HashMap<>(System.getenv());
    all.putAll(environment);
    playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    browser =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(executable())
                    .setEnv(all)
                    .setArgs(
                        List.of(
                            "--no-sandbox",
                            "--disable-gpu",
                            "--disable-quic",
                            "--no-first-run",
                            "--disable-background-networking",
                            "--disable-component-update",
                            "--disable-sync")));
  }

  private static Path executable() {
    return Stream.of("chromium", "chromium-browser", "google-chrome")
        .flatMap(
            name ->
                Stream.of(System.getenv("PATH").split(":")).map(dir -> Path.of(dir).resolve(name)))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(() -> new AssertionError("no Chromium; install it (apt install chromium)"));
  }

  /** A browser context of its own: cookies, colour scheme and window are not shared. */
  BrowserContext person(int width, int height, ColorScheme scheme) {
    return person(
        new Browser.NewContextOptions().setViewportSize(width, height).setColorScheme(scheme));
  }

  /** A context with the window of a desktop. */
  BrowserContext person() {
    return person(1280, 800, ColorScheme.LIGHT);
  }

  BrowserContext person(Browser.NewContextOptions options) {
    BrowserContext context = browser.newContext(options.setAcceptDownloads(true));
    context.setDefaultTimeout(PATIENCE_MILLIS);
    context.onConsoleMessage(
        message -> {
          if (message.type().equals("error")) {
            complaints.add(message.page().url() + ": " + message.text());
          }
        });
    context.onWebError(error -> complaints.add("script error: " + error.error()));
    return context;
  }

  /** Signs in through the form and waits for the dashboard. */
  static Page signIn(BrowserContext person, String address, String user, String password) {
    Page page = person.newPage();
    page.navigate(address);
    page.fill("#username", user);
    page.fill("#password", password);
    page.click("button[type=submit]");
    page.waitForSelector("article[data-node]");
    return page;
  }

  /** Waits until the badge shows the state. */
  static void awaitBadge(Page page, String state) {
    page.waitForSelector("#connection-badge[data-state='" + state + "']");
  }

  /** Makes every WebSocket of this context fail, as a proxy without WebSocket support does. */
  static void blockWebSockets(BrowserContext person) {
    person.addInitScript(
        """
        window.WebSocket = class extends EventTarget {
          constructor() {
            super();
            this.readyState = 3;
            setTimeout(() => {
              const fail = new Event("error");
              this.dispatchEvent(fail);
              this.onerror?.(fail);
              const close = new CloseEvent("close", { code: 1006 });
              this.dispatchEvent(close);
              this.onclose?.(close);
            });
          }
          send() {}
          close() {}
        };
        """);
  }

  @Override
  public void close() {
    browser.close();
    playwright.close();
  }

  /** Waits for the banner of a health issue. */
  static void awaitFault(Page page, String fault) {
    page.waitForSelector("#faults [data-fault=" + fault + "]");
  }

  /** Waits until the banner of a health issue is gone. */
  static void awaitNoFault(Page page, String fault) {
    try {
      page.waitForSelector(
          "#faults [data-fault=" + fault + "]",
          new Page.WaitForSelectorOptions().setState(WaitForSelectorState.DETACHED));
    } catch (TimeoutError e) {
      throw new AssertionError(
          page.locator("#connection-badge").innerText() + "\n" + page.locator("main").innerText(),
          e);
    }
  }
}
