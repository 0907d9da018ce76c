package org.kymata.e2e;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Page;
import java.nio.file.Path;

/** The screenshots of the README: created by the tests, in target/screenshots. */
final class Screenshots {

  private static final Path DIRECTORY = Path.of("target", "screenshots");
  private static final int MIN_BYTES = 10_000;

  private Screenshots() {}

  static void save(Page page, String name) {
    byte[] snapshot =
        page.screenshot(new Page.ScreenshotOptions().setPath(DIRECTORY.resolve(name + ".png")));
    assertTrue(snapshot.length > MIN_BYTES, name + " is empty");
  }
}
