package org.kymata;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Imports go one way: doors and live to the features, the features to the platform. */
@AnalyzeClasses(packages = "org.kymata", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

  private static final Path SOURCES = Path.of("src", "main", "java");

  private static ArchRule only(String part, String... known) {
    String[] allowed =
        Stream.concat(Stream.of(part), Stream.of(known))
            .map(name -> "org.kymata." + name + "..")
            .toArray(String[]::new);
    return classes()
        .that()
        .resideInAPackage("org.kymata." + part + "..")
        .should()
        .onlyDependOnClassesThat(
            resideOutsideOfPackage("org.kymata..").or(resideInAnyPackage(allowed)));
  }

  @ArchTest static final ArchRule platformKnowsNoFeature = only("platform");

  @ArchTest static final ArchRule tlsKnowsThePlatform = only("tls", "platform");

  @ArchTest static final ArchRule nodesKnowThePlatform = only("nodes", "platform");

  @ArchTest static final ArchRule accessKnowsNodes = only("access", "nodes", "platform");

  @ArchTest static final ArchRule readingsKnowNodes = only("readings", "nodes", "platform");

  @ArchTest
  static final ArchRule vitalsKnowReadingsAndNodes =
      only("hostmetrics", "readings", "nodes", "platform");

  @ArchTest
  static final ArchRule commandsKnowReadingsAndNodes =
      only("commands", "access", "readings", "nodes", "platform");

  @ArchTest
  static final ArchRule hostsKnowVitalsReadingsAndNodes =
      only("hosts", "hostmetrics", "readings", "nodes", "platform");

  @ArchTest static final ArchRule messagesKnowNodes = only("messages", "nodes", "platform");

  @ArchTest
  static final ArchRule liveKnowsTheFeatures =
      only("live", "access", "commands", "hosts", "nodes", "readings", "hostmetrics", "platform");

  @ArchTest
  static final ArchRule doorsKnowTheFeatures =
      only(
          "doors",
          "access",
          "commands",
          "hosts",
          "nodes",
          "readings",
          "tls",
          "hostmetrics",
          "messages",
          "platform");

  @ArchTest
  static final ArchRule nobodyKnowsDoorsOrLive =
      noClasses()
          .that()
          .resideOutsideOfPackages("org.kymata.doors..", "org.kymata.live..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.kymata.doors..", "org.kymata.live..");

  @ArchTest
  static final ArchRule noPartsGoRoundInCircles =
      slices().matching("org.kymata.(*)..").should().beFreeOfCycles();

  private static List<Path> files() {
    try (Stream<Path> files = Files.walk(SOURCES)) {
      return files.filter(file -> file.toString().endsWith(".java")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void everyPackageSaysWhatItIsFor() {
    List<Path> silent =
        files().stream()
            .map(Path::getParent)
            .distinct()
            .filter(folder -> !Files.exists(folder.resolve("package-info.java")))
            .toList();
    assertEquals(List.of(), silent);
  }
}
