package org.kymata.transport.rest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kymata.nodes.Node;
import org.kymata.nodes.NodeId;
import org.kymata.readings.Series;
import org.kymata.readings.SeriesCatalog;
import org.kymata.readings.history.History;
import org.kymata.testing.Wiring;
import org.kymata.transport.rest.ReadingsResource.HistoryQuery;

class HistoryCsvTest {

  private static final long TIME = 1_700_000_000_000L;
  private static final NodeId ID = new NodeId("k3f9x2ma");
  private static final Node NODE =
      new Node(ID, "greenhouse-1", Node.Kind.NODE, false, true, 1_600_000_000_000L);

  private final SeriesCatalog catalog = new SeriesCatalog();

  /** A history of these values, one a second. */
  private static History of(Object... values) {
    return new History() {
      @Override
      public void export(Series series, long fromMillis, long toMillis, PointConsumer points) {
        points.begin(values.length, 0);
        for (int i = 0; i < values.length; i++) {
          long time = fromMillis + i * 1_000L;
          if (values[i] instanceof String text) {
            points.text(time, text);
          } else {
            points.number(time, ((Number) values[i]).doubleValue());
          }
        }
      }
    };
  }

  private String csv(History history, Series... series) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    HistoryCsv.write(out, history, new HistoryQuery(NODE, List.of(series), TIME, TIME + 60_000));
    return out.toString(UTF_8);
  }

  private String field(String text) throws IOException {
    String line = csv(of(text), catalog.getOrCreate(ID, "state", true).orElseThrow());
    String before = "time,node,metric,value,unit\n2023-11-14T22:13:20.000Z,greenhouse-1,state,";
    assertEquals(before, line.substring(0, before.length()));
    assertEquals(",\n", line.substring(line.length() - 2));
    return line.substring(before.length(), line.length() - 2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "=1+1                 | '=1+1",
        "＝1+1                | '＝1+1",
        "＋1                  | '＋1",
        "－1                  | '－1",
        "＠SUM(A1)            | '＠SUM(A1)",
        "﹦1                  | '﹦1",
        "−1                   | '−1",
        "- item               | '- item",
        "3-4                  | 3-4",
        "a;=1                 | \"a;=1\"",
        "+1                   | '+1",
        "-1                   | '-1",
        "@SUM(A1)             | '@SUM(A1)",
        "=HYPERLINK(\"x\",1)  | \"'=HYPERLINK(\"\"x\"\",1)\"",
        "a,b                  | \"a,b\"",
        "say \"hi\"           | \"say \"\"hi\"\"\"",
        "\"                   | \"\"\"\"",
        "it's                 | it's",
        "plain                | plain",
        "a=b                  | a=b",
        "é 🌱                 | é 🌱",
        "``                   | ``"
      })
  void textIsQuotedAndNeverAFormula(String text, String field) throws IOException {
    assertEquals(field, field(text));
  }

  @Test
  void lineBreaksStayWithinTheirField() throws IOException {
    assertEquals("\"a\nb\"", field("a\nb"));
    assertEquals("\"a\r\nb\"", field("a\r\nb"));
    assertEquals("\"'\t=1\"", field("\t=1"));
    assertEquals("\"'\r=1\"", field("\r=1"));
  }

  @Test
  void numbersAreWrittenAsNumbersWithTheirUnit() throws IOException {
    Series series = catalog.getOrCreate(ID, "temperature", false).orElseThrow();
    Wiring.set(series, "unit", "°C, \"felt\"");
    assertEquals(
        """
        time,node,metric,value,unit
        2023-11-14T22:13:20.000Z,greenhouse-1,temperature,21.5,"°C, ""felt""\"
        2023-11-14T22:13:21.000Z,greenhouse-1,temperature,-3,"°C, ""felt""\"
        """,
        csv(of(21.5, -3), series));
  }

  @ParameterizedTest
  @ValueSource(strings = {" =1", "\u00a0=1", "\u3000＝1", "\u200b=1", "\ufeff-1", "\"=1\"", "'@x"})
  void whatAProgramSkipsBeforeAFormulaHidesNone(String text) throws IOException {
    String field = field(text);
    assertTrue(field.startsWith("'") || field.startsWith("\"'"), field);
  }

  @Test
  void namesAreNoFormulasAndNegativeNumbersStayNumbers() throws IOException {
    Series series = catalog.getOrCreate(ID, "-1-2", false).orElseThrow();
    assertTrue(csv(of(-3.5), series).endsWith(",greenhouse-1,'-1-2,-3.5,\n"));
  }

  @Test
  void unitIsNoFormulaEither() throws IOException {
    Series series = catalog.getOrCreate(ID, "temperature", false).orElseThrow();
    Wiring.set(series, "unit", "=1+1");
    assertEquals(
        """
        time,node,metric,value,unit
        2023-11-14T22:13:20.000Z,greenhouse-1,temperature,1,'=1+1
        """,
        csv(of(1), series));
  }

  @Test
  void withoutReadingsThereIsTheHeadAlone() throws IOException {
    assertEquals("time,node,metric,value,unit\n", csv(of()));
  }
}
