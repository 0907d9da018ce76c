package org.kymata.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Page;
import java.util.List;

/** Checks pages with axe. */
final class Accessibility {

  private Accessibility() {}

  /** Checks that axe finds nothing serious or critical. */
  static void assertAccessible(Page page) {
    List<String> grave =
        new AxeBuilder(page)
            .analyze().getViolations().stream()
                .filter(rule -> List.of("serious", "critical").contains(rule.getImpact()))
                .map(rule -> page.url() + ": " + rule.getId() + " " + rule.getNodes())
                .toList();
    assertEquals(List.of(), grave);
  }
}
