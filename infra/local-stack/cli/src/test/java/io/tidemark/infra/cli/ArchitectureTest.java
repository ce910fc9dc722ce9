package io.tidemark.infra.cli;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.tidemark.infra.stack.TidemarkHome;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The modules' and packages' rules, over all modules at once: this one is built last. */
class ArchitectureTest {
  private static final List<String> MODULES =
      List.of(
          "hbase-store",
          "beam-pipelines",
          "serving-api/experiments",
          "serving-api",
          "workflows",
          "infra/local-stack/component",
          "infra/local-stack/hbase-server",
          "infra/local-stack/kafka-server",
          "infra/local-stack/hive-server",
          "infra/local-stack/stack",
          "infra/local-stack/cli",
          "infra/bench");

  private static JavaClasses classes;

  @BeforeAll
  static void read() {
    Path home = TidemarkHome.find().root();
    classes =
        new ClassFileImporter()
            .importPaths(
                MODULES.stream()
                    .map(module -> home.resolve(module).resolve("target/classes"))
                    .toList());
  }

  @Test
  void everyModuleWasRead() {
    Set<String> packages =
        classes.stream().map(JavaClass::getPackageName).collect(Collectors.toSet());

    assertThat(packages)
        .contains(
            "io.tidemark.store",
            "io.tidemark.pipelines.storage",
            "io.tidemark.experiments",
            "io.tidemark.serving",
            "io.tidemark.workflows",
            "io.tidemark.infra.component",
            "io.tidemark.infra.hbase",
            "io.tidemark.infra.kafka",
            "io.tidemark.infra.hive",
            "io.tidemark.infra.stack",
            "io.tidemark.infra.cli",
            "io.tidemark.infra.rankbench");
  }

  @Test
  void theStoreKnowsNeitherBeamNorModelsNorAnyOtherModule() {
    noClasses()
        .that()
        .resideInAPackage("io.tidemark.store..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.apache.beam..",
            "ai.djl..",
            "io.tidemark.pipelines..",
            "io.tidemark.serving..",
            "io.tidemark.workflows..",
            "io.tidemark.infra..")
        .check(classes);
  }

  @Test
  void experimentsKnowOnlyTheStoreAndNoServer() {
    noClasses()
        .that()
        .resideInAPackage("io.tidemark.experiments..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.apache.beam..",
            "org.apache.hadoop..",
            "ai.djl..",
            "io.dropwizard..",
            "io.tidemark.pipelines..",
            "io.tidemark.serving..",
            "io.tidemark.workflows..",
            "io.tidemark.infra..")
        .check(classes);
  }

  @Test
  void thePipelinesKnowOnlyTheStoreAndExperiments() {
    noClasses()
        .that()
        .resideInAPackage("io.tidemark.pipelines..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.tidemark.serving..", "io.tidemark.workflows..", "io.tidemark.infra..")
        .check(classes);
  }

  @Test
  void servingLoadsExportedModelsAndKnowsNoPipeline() {
    noClasses()
        .that()
        .resideInAPackage("io.tidemark.serving..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.apache.beam..",
            "io.tidemark.pipelines..",
            "io.tidemark.workflows..",
            "io.tidemark.infra..")
        .check(classes);
  }

  @Test
  void workflowsStartProcessesAndKnowNoOtherModulesClasses() {
    noClasses()
        .that()
        .resideInAPackage("io.tidemark.workflows..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.apache.beam..",
            "io.tidemark.store..",
            "io.tidemark.pipelines..",
            "io.tidemark.serving..",
            "io.tidemark.infra..")
        .check(classes);
  }

  @Test
  void theSupervisorHoldsNoClientOfTheServersItStarts() {
    noClasses()
        .that()
        .resideInAnyPackage("io.tidemark.infra.stack..", "io.tidemark.infra.component..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.apache..",
            "io.tidemark.store..",
            "io.tidemark.infra.hbase..",
            "io.tidemark.infra.kafka..",
            "io.tidemark.infra.hive..")
        .check(classes);
  }

  @Test
  void packagesDoNotDependOnEachOtherInCircles() {
    slices().matching("io.tidemark.(**)").should().beFreeOfCycles().check(classes);
  }

  @Test
  void packagesAreNamedByCapability() {
    noClasses()
        .should()
        .resideInAnyPackage(
            "..util..", "..utils..", "..helper..", "..helpers..", "..common..", "..impl..")
        .check(classes);
  }

  @Test
  void classesAreNamedByWhatTheyAre() {
    classes()
        .should()
        .haveNameNotMatching(".*(Util|Utils|Helper|Helpers|Manager|Impl|Common)")
        .check(classes);
  }

  @Test
  void theStoreAndServingLogAndOnlyAMainPrints() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "io.tidemark.store..", "io.tidemark.experiments..", "io.tidemark.serving..")
        .and(describe("have no main", type -> type.tryGetMethod("main", String[].class).isEmpty()))
        .should(ACCESS_STANDARD_STREAMS)
        .check(classes);
  }
}
