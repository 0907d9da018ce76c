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

/** Imports go one way: transports and live to the features, the features to the common ground. */
@AnalyzeClasses(packages = "org.kymata", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

  private static final Path SOURCES = Path.of("src", "main", "java");

  /** One concern each; they import no feature. */
  private static final List<String> COMMON =
      List.of(
          "config",
          "connections",
          "crypto",
          "errors",
          "health",
          "http",
          "json",
          "metrics",
          "net",
          "persistence",
          "server",
          "text",
          "time");

  private static ArchRule only(String part, String... features) {
    return classes()
        .that()
        .resideInAPackage("org.kymata." + part + "..")
        .should()
        .onlyDependOnClassesThat(
            resideOutsideOfPackage("org.kymata..")
                .or(
                    resideInAnyPackage(
                        packages(
                            Stream.concat(
                                Stream.of(part),
                                Stream.concat(Stream.of(features), COMMON.stream()))))));
  }

  private static String[] packages(Stream<String> names) {
    return names.map(name -> "org.kymata." + name + "..").toArray(String[]::new);
  }

  @ArchTest
  static final ArchRule commonGroundImportsNoFeature =
      classes()
          .that()
          .resideInAnyPackage(packages(COMMON.stream()))
          .should()
          .onlyDependOnClassesThat(
              resideOutsideOfPackage("org.kymata..")
                  .or(resideInAnyPackage(packages(COMMON.stream()))));

  @ArchTest static final ArchRule tlsImportsNoFeature = only("tls");

  @ArchTest static final ArchRule nodesImportNoFeature = only("nodes");

  @ArchTest static final ArchRule securityImportsNodes = only("security", "nodes");

  @ArchTest static final ArchRule messagesImportNodes = only("messages", "nodes");

  @ArchTest static final ArchRule readingsImportNodes = only("readings", "nodes");

  @ArchTest
  static final ArchRule hostMetricsImportReadingsAndNodes =
      only("hostmetrics", "readings", "nodes");

  @ArchTest
  static final ArchRule commandsImportReadingsAndNodes =
      only("commands", "security", "readings", "nodes");

  @ArchTest
  static final ArchRule hostsImportWhatTheyMeasureAndStore =
      only("hosts", "hostmetrics", "readings", "messages", "security", "nodes");

  @ArchTest
  static final ArchRule liveImportsFeatures =
      only("live", "security", "commands", "hosts", "nodes", "readings", "hostmetrics");

  @ArchTest
  static final ArchRule transportImportsFeaturesAndTheSocketsOfLive =
      only(
          "transport",
          "live",
          "security",
          "commands",
          "hosts",
          "nodes",
          "readings",
          "tls",
          "hostmetrics",
          "messages");

  @ArchTest
  static final ArchRule noTransportReadsTheStore =
      noClasses()
          .that()
          .resideInAnyPackage("org.kymata.transport..", "org.kymata.hosts..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.kymata.readings.store..");

  @ArchTest
  static final ArchRule onlyTheStoreKnowsQuestDb =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.kymata.readings.store.questdb..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.questdb..", "sun.misc..");

  @ArchTest
  static final ArchRule onlyServerKnowsTheContainer =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.kymata.server..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.glassfish..", "com.sun.enterprise..", "fish.payara..");

  @ArchTest
  static final ArchRule noPartsImportInACircle =
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
