package org.kymata.nodes;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SequenceTrackerTest {

  private static SequenceTracker of(long... numbers) {
    SequenceTracker sequence = new SequenceTracker(numbers[0], 0);
    Arrays.stream(numbers).forEach(sequence::recordNumber);
    return sequence;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "4                           | 0",
        "4 5 6                       | 0",
        "4 6                         | 1",
        "4 10 20                     | 14",
        "4 6 5                       | 0",
        "4 10 5 9 7 6 8              | 0",
        "4 10 7                      | 4",
        "4 10 7 7                    | 4",
        "4 5 5 4 6                   | 0",
        "0 1 2 0 1 2 3               | 0",
        "0 1 2 3 4 5 6 7 8 9 0 2     | 1",
        "1 2 3 9 1 2 4               | 6",
        "5 999999999999999999 6      | 0",
        "5 999999999999999999 2 3    | 0",
        "7 9 10 12 8 11              | 0",
      })
  void missingNumbersAreCounted(String numbers, long missing) {
    long[] given = Arrays.stream(numbers.split(" ")).mapToLong(Long::parseLong).toArray();
    assertEquals(missing, of(given).missing());
  }

  @Test
  void nodeThatRestartsAtALowerNumberLosesNothing() {
    SequenceTracker sequence = of(5_000, 5_001);
    LongStream.range(100, 300).forEach(sequence::recordNumber);
    sequence.recordNumber(302);
    assertEquals(2, sequence.missing());
  }

  @Test
  void repeatedBatchIsNoLoss() {
    SequenceTracker sequence = of(1_000);
    LongStream.range(1_001, 1_100).forEach(sequence::recordNumber);
    LongStream.range(1_050, 1_100).forEach(sequence::recordNumber);
    sequence.recordNumber(1_100);
    assertEquals(0, sequence.missing());
  }

  @Test
  void howeverManyGapsThereAreTheirMemoryIsBoundedAndTheirCountRight() {
    SequenceTracker sequence = of(0);
    LongStream.range(1, 10_000).forEach(i -> sequence.recordNumber(i * 2));
    assertEquals(9_999, sequence.missing());
    sequence.recordNumber(10_000 * 2 - 3);
    assertEquals(9_998, sequence.missing());
  }
}
