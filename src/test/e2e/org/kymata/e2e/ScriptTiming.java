package org.kymata.e2e;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How long a page's scripts ran in each of some seconds, as Chromium measures it: with a sample a
 * second that is the cost of an update.
 *
 * @param millis script time in each second, sorted
 * @param all total time in the median second, including layout and painting
 */
record ScriptTiming(List<Double> millis, double all) {

  private static final double SECOND = 1_000;

  // Wait until the loaded scripts are compiled, and the history is there.
  private static final double WARM_UP = 10_000;

  static ScriptTiming measure(Page page, int seconds) {
    CDPSession chromium = page.context().newCDPSession(page);
    // CPU time of the page's own thread: time waiting for a core is not its cost.
    JsonObject threadTime = new JsonObject();
    threadTime.addProperty("timeDomain", "threadTicks");
    chromium.send("Performance.enable", threadTime);
    page.waitForTimeout(WARM_UP);
    List<Double> scripts = new ArrayList<>();
    List<Double> tasks = new ArrayList<>();
    double[] before = read(chromium);
    for (int i = 0; i < seconds; i++) {
      page.waitForTimeout(SECOND);
      double[] now = read(chromium);
      scripts.add(SECOND * (now[0] - before[0]));
      tasks.add(SECOND * (now[1] - before[1]));
      before = now;
    }
    chromium.detach();
    return new ScriptTiming(
        scripts.stream().sorted().toList(), tasks.stream().sorted().toList().get(seconds / 2));
  }

  private static double[] read(CDPSession chromium) {
    double[] found = new double[2];
    for (JsonElement each : chromium.send("Performance.getMetrics").getAsJsonArray("metrics")) {
      JsonObject metric = each.getAsJsonObject();
      switch (metric.get("name").getAsString()) {
        case "ScriptDuration" -> found[0] = metric.get("value").getAsDouble();
        case "TaskDuration" -> found[1] = metric.get("value").getAsDouble();
        default -> {
          // Heap, nodes and the like.
        }
      }
    }
    return found;
  }

  double medianMillis() {
    return millis.get(millis.size() / 2);
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "scripts %.1f ms at the median, %.1f ms at the most; %.1f ms with layout and painting",
        medianMillis(),
        millis.get(millis.size() - 1),
        all);
  }
}
