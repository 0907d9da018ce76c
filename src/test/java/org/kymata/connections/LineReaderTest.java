package org.kymata.connections;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kymata.connections.LineReader.Result;

class LineReaderTest {

  private final LineReader reader = new LineReader();
  private final List<String> found = new ArrayList<>();

  private void feed(String bytes) {
    ByteBuf in = Unpooled.copiedBuffer(bytes, ISO_8859_1);
    Result each;
    do {
      each = reader.next(in);
      if (each == Result.LINE) {
        found.add(new String(reader.line(), ISO_8859_1));
      } else if (each != Result.NEED_MORE) {
        found.add(each.name());
      }
    } while (each != Result.NEED_MORE && each != Result.UNTERMINATED);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "one~n                | one",
        "one~r~n              | one",
        "one~r~ntwo~nthree~r~n| one,two,three",
        "o/n/e/~r/~n/t/wo~/n  | one,two",
        "one~r/~ntwo~n        | one,two",
        "~n~r~none~n          | ,,one",
        "a~rb~n               | a~rb",
        "a~r~r~n              | a~r",
        "half                 | ''",
      })
  void linesAreFoundHoweverTheirBytesArrive(String packets, String lines) {
    for (String packet : packets.strip().replace("~/n", "~n").split("/")) {
      feed(packet.replace("~r", "\r").replace("~n", "\n"));
    }
    assertEquals(lines, String.join(",", found).replace("\r", "~r"));
  }

  @Test
  void longestLineIsReadAndOneByteMoreIsNot() {
    feed("x".repeat(LineReader.MAX_LINE) + "\n");
    feed("x".repeat(LineReader.MAX_LINE + 1) + "\nnext\n");
    assertEquals(List.of("x".repeat(LineReader.MAX_LINE), "TOO_LONG", "next"), found);
  }

  @Test
  void lineThatIsTooLongIsReportedOnceAndSkipped() {
    for (int i = 0; i < 20; i++) {
      feed("x".repeat(2_000));
    }
    assertEquals(List.of("TOO_LONG"), found);
    assertEquals(0, reader.bufferedBytes());
    feed("x\nnext\n");
    assertEquals(List.of("TOO_LONG", "next"), found);
  }

  @Test
  void endlessLineIsUnterminated() {
    for (int i = 0; i < 40 && !found.contains("UNTERMINATED"); i++) {
      feed("x".repeat(2_000));
    }
    assertEquals(List.of("TOO_LONG", "UNTERMINATED"), found);
  }

  @Test
  void longerLinesAreReadOnceTheyAreAllowed() {
    reader.setMaxLine(64 << 10);
    feed("x".repeat(64 << 10) + "\n");
    feed("x".repeat((64 << 10) + 1) + "\n");
    assertEquals(List.of("x".repeat(64 << 10), "TOO_LONG"), found);
  }

  @Test
  void betweenLinesNothingIsBuffered() {
    feed("x".repeat(3_000));
    assertTrue(reader.bufferedBytes() >= 3_000 && reader.bufferedBytes() <= LineReader.MAX_LINE);
    feed("\n");
    assertEquals(0, reader.bufferedBytes());
  }

  @Test
  void sameLinesAreFoundWhereverTheBytesAreSplit() {
    Random random = new Random(20261121);
    StringBuilder all = new StringBuilder();
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      String line = "x".repeat(random.nextInt(random.nextInt(20) == 0 ? 4_000 : 100)) + i;
      lines.add(line);
      all.append(line).append(random.nextBoolean() ? "\r\n" : "\n");
    }
    for (int at = 0; at < all.length(); ) {
      int end = Math.min(all.length(), at + 1 + random.nextInt(300));
      feed(all.substring(at, end));
      at = end;
    }
    assertEquals(lines, found);
  }
}
