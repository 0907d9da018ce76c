package org.kymata.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.kymata.testing.PrometheusTextParser;

class PrometheusExpositionTest {

  private final PrometheusExposition exposition = new PrometheusExposition();

  private String text() throws IOException {
    StringBuilder text = new StringBuilder();
    exposition.writeTo(text);
    return text.toString();
  }

  @Test
  void nothingIsAnEmptyText() throws IOException {
    assertEquals("", text());
  }

  @Test
  void labelsAndHelpAreEscaped() throws IOException {
    exposition.gauge("kymata_x", "One \\ two\nthree.", 1.5, "name", "a\"b\\c\nd");
    assertEquals(
        "# HELP kymata_x One \\\\ two\\nthree.\n"
            + "# TYPE kymata_x gauge\n"
            + "kymata_x{name=\"a\\\"b\\\\c\\nd\"} 1.5\n",
        text());
    assertEquals(
        1.5, PrometheusTextParser.read(text()).value("kymata_x{name=\"a\\\"b\\\\c\\nd\"}"));
  }

  @Test
  void familyOfTwoSourcesIsWrittenOnce() throws IOException {
    exposition.counter("kymata_a_total", "A.", 3, "door", "ws");
    exposition.gauge("kymata_b", "B.", 1);
    exposition.counter("kymata_a_total", "A.", 12_345_678_901L, "door", "tcp");
    assertEquals(
        "# HELP kymata_a_total A.\n# TYPE kymata_a_total counter\n"
            + "kymata_a_total{door=\"ws\"} 3\nkymata_a_total{door=\"tcp\"} 12345678901\n"
            + "# HELP kymata_b B.\n# TYPE kymata_b gauge\nkymata_b 1\n",
        text());
    PrometheusTextParser.read(text());
  }

  @Test
  void bucketsOfAHistogramAddUp() throws IOException {
    Histogram histogram = new Histogram(0.5, 2);
    histogram.add(0.25);
    histogram.add(1);
    histogram.add(3);
    exposition.histogram("kymata_h_seconds", "H.", histogram.snapshot());
    assertEquals(
        "# HELP kymata_h_seconds H.\n# TYPE kymata_h_seconds histogram\n"
            + "kymata_h_seconds_bucket{le=\"0.5\"} 1\nkymata_h_seconds_bucket{le=\"2\"} 2\n"
            + "kymata_h_seconds_bucket{le=\"+Inf\"} 3\n"
            + "kymata_h_seconds_sum 4.25\nkymata_h_seconds_count 3\n",
        text());
    PrometheusTextParser.read(text());
  }
}
