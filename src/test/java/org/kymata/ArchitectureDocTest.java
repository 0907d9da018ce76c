package org.kymata;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The classes that the documents of the architecture name are there. */
class ArchitectureDocTest {

  private static final Path SOURCES = Path.of("src", "main", "java", "org", "kymata");
  private static final Pattern CLASS = Pattern.compile("`((?:[a-z]+/)+[A-Z]\\w*)`");

  private static List<String> classesIn(String document) throws IOException {
    return CLASS
        .matcher(Files.readString(Path.of("docs", document)))
        .results()
        .map((MatchResult found) -> found.group(1))
        .distinct()
        .toList();
  }

  @Test
  void classesOfTheDocumentsExist() throws IOException {
    for (String document : List.of("architecture.md", "adding-a-transport.md")) {
      List<String> classes = classesIn(document);
      assertTrue(classes.size() >= 10, document + " names " + classes);
      List<String> gone =
          classes.stream().filter(name -> !Files.exists(SOURCES.resolve(name + ".java"))).toList();
      assertEquals(List.of(), gone, document);
    }
  }
}
