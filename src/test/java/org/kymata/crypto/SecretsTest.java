package org.kymata.crypto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SecretsTest {

  @Test
  void secretsAreAsLongAsAskedAndReadable() {
    for (int length : new int[] {1, 16, 32, 43}) {
      assertTrue(Secrets.random(length).matches("[2-9a-km-zA-HJ-NP-Z]{" + length + "}"));
    }
  }

  @Test
  void secretsDoNotRepeat() {
    Set<String> made = new HashSet<>();
    IntStream.range(0, 10_000).forEach(i -> made.add(Secrets.random(16)));
    assertEquals(10_000, made.size());
  }

  @Test
  void everyCharacterOfTheAlphabetComesUp() {
    long different = Secrets.random(20_000).chars().distinct().count();
    assertEquals("23456789abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ".length(), different);
  }

  @Test
  void identifiersAreLowerCase() {
    assertTrue(Secrets.randomId(1_000).matches("[2-9a-z]{1000}"));
  }

  @Test
  void hashIsThatOfTheStandard() {
    assertEquals(
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", Secrets.sha256("abc"));
  }
}
