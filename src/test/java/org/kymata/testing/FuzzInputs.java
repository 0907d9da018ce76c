package org.kymata.testing;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/** Almost valid messages: seeds with a few changes. The same for the same random seed. */
public final class FuzzInputs {

  private static final List<String> FRAGMENTS =
      List.of(
          "{",
          "}",
          "[",
          "]",
          ",",
          ":",
          "\"",
          "\\",
          "null",
          "true",
          "false",
          "NaN",
          "-",
          "e",
          "E9",
          "0",
          "1e999",
          "-0",
          "1e-999999999",
          "99999999999999999999",
          "\"metric\":",
          "\"value\":",
          "\"time\":",
          "\"node\":",
          "\"unit\":",
          "\"seq\":",
          "\"readings\":[",
          "\"payload\":",
          "\"type\":\"ping\"",
          "\"id\":",
          "\\ud83c",
          "\\u0000",
          "\u0000",
          "\uFEFF",
          "é",
          "🌱",
          "\n",
          "\"2023-11-14T22:13:20Z\"",
          "[[",
          "{\"a\":{");

  private final List<byte[]> seeds;
  private final Random random;

  /** Mutates these seeds. */
  public FuzzInputs(List<byte[]> seeds, Random random) {
    this.seeds = seeds;
    this.random = random;
  }

  /** The next message. */
  public byte[] next() {
    byte[] mutant = randomSeed();
    for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
      mutant = mutate(mutant);
    }
    return mutant;
  }

  private byte[] randomSeed() {
    return seeds.get(random.nextInt(seeds.size()));
  }

  private byte[] mutate(byte[] from) {
    int at = random.nextInt(from.length + 1);
    int until = Math.min(from.length, at + random.nextInt(8));
    return switch (random.nextInt(7)) {
      case 0 -> splice(from, at, randomBytes(), at);
      case 1 -> splice(from, at, randomBytes(), until);
      case 2 -> splice(from, at, new byte[0], until);
      case 3 -> splice(from, at, new byte[0], from.length);
      case 4 -> splice(from, at, randomSeed(), at);
      default -> splice(from, at, randomFragment(), random.nextBoolean() ? at : until);
    };
  }

  private byte[] randomBytes() {
    byte[] bytes = new byte[1 + random.nextInt(3)];
    random.nextBytes(bytes);
    return bytes;
  }

  private byte[] randomFragment() {
    return FRAGMENTS.get(random.nextInt(FRAGMENTS.size())).getBytes(StandardCharsets.UTF_8);
  }

  /**
   * {@code from} up to {@code at}, then {@code middle}, then {@code from} on from {@code until}.
   */
  private static byte[] splice(byte[] from, int at, byte[] middle, int until) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(from, 0, at);
    out.writeBytes(middle);
    out.write(from, until, from.length - until);
    return out.toByteArray();
  }
}
