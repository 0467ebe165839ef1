package dev.martlet;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.elements.ClassesShould;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The walls of the house: which package may know which, and which one alone does what. */
class ArchitectureTest {
  /** What each package of the server may use beside itself; {@code app} may use everything. */
  private static final Map<String, Set<String>> MAY_USE =
      Map.ofEntries(
          Map.entry("model", Set.of()),
          Map.entry("http", Set.of("model")),
          Map.entry("aws", Set.of("http", "identity", "wire", "model")),
          Map.entry("identity", Set.of("wire", "model")),
          Map.entry("functions", Set.of("aws", "http", "dispatch", "code", "wire.shape", "model")),
          Map.entry("dispatch", Set.of("pool", "model")),
          Map.entry("pool", Set.of("runtime", "sandbox", "model")),
          Map.entry("runtime", Set.of("model")),
          Map.entry("sandbox", Set.of("model")),
          Map.entry("code", Set.of("model")),
          Map.entry("logs", Set.of("aws", "http", "wire.shape", "model")),
          Map.entry("metrics", Set.of("aws", "http", "wire.shape", "model")),
          // The store implements ports of services, so it sees their packages.
          Map.entry("store", Set.of("code", "dispatch", "functions", "identity", "logs", "model")));

  /** A package shows about ten public types; these show more, for a reason. */
  private static final Map<String, Integer> PUBLIC_TYPES =
      Map.of(
          "model", 40, // the shared vocabulary
          "sandbox", 13); // what is asked of a sandbox, and what came of it, are types

  private static final int PUBLIC_TYPES_ELSEWHERE = 12;

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .withImportOption(location -> !location.contains("/wire/shape/"))
          .importPackages("dev.martlet");

  @TestFactory
  List<DynamicTest> aPackageKnowsOnlyWhatItMayUse() {
    return MAY_USE.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(
            room ->
                DynamicTest.dynamicTest(
                    room.getKey(), () -> arrows(room.getKey(), room.getValue()).check(CLASSES)))
        .toList();
  }

  @Test
  void everyPackageHasItsPlaceInTheDesign() {
    Set<String> rooms = new TreeSet<>();
    for (JavaClass type : CLASSES) {
      rooms.add(room(type));
    }
    rooms.removeAll(Set.of("app", "wire", "cli"));
    assertThat(MAY_USE.keySet()).containsAll(rooms);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("dev.martlet.(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void theStoreIsNamedByAppAlone() {
    noClasses()
        .that()
        .resideOutsideOfPackages("dev.martlet.store..", "dev.martlet.app..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.martlet.store..")
        .check(CLASSES);
  }

  @Test
  void onlyTheSandboxSpawnsProcessesAndCallsNativeCode() {
    only("sandbox")
        .dependOnClassesThat(
            resideInAPackage("java.lang.foreign..")
                .or(type(ProcessBuilder.class))
                .or(type(Process.class)))
        .allowEmptyShould(true)
        .check(CLASSES);
    only("sandbox").callMethod(Runtime.class, "exec", String[].class).check(CLASSES);
  }

  @Test
  void onlyTheStoreSpeaksSql() {
    only("store")
        .dependOnClassesThat()
        .resideInAnyPackage("java.sql..", "javax.sql..")
        .check(CLASSES);
  }

  @Test
  void onlyHttpKnowsTheWebServer() {
    only("http").dependOnClassesThat().resideInAPackage("io.helidon..").check(CLASSES);
  }

  @Test
  void onlyThreePackagesOpenSockets() {
    only("http", "runtime", "sandbox")
        .dependOnClassesThat(
            describe(
                "open sockets",
                type ->
                    Set.of("java.net", "java.nio.channels").contains(type.getPackageName())
                        && type.getSimpleName().contains("Socket")
                        && !type.isEquivalentTo(SocketChannel.class)))
        .check(CLASSES);
    only("http", "runtime", "sandbox")
        .dependOnClassesThat(type(SocketChannel.class).or(type(Selector.class)))
        .check(CLASSES);
  }

  @Test
  void onlyAppReadsTheEnvironmentAndSettings() {
    only("app").callMethod(System.class, "getenv").check(CLASSES);
    only("app").callMethod(System.class, "getenv", String.class).check(CLASSES);
    only("app").dependOnClassesThat().resideInAPackage("org.snakeyaml..").check(CLASSES);
  }

  @Test
  void aPackageShowsAboutTenPublicTypes() {
    Map<String, Set<String>> shown = new TreeMap<>();
    for (JavaClass type : CLASSES) {
      if (type.isTopLevelClass() && type.getModifiers().contains(JavaModifier.PUBLIC)) {
        shown.computeIfAbsent(room(type), room -> new TreeSet<>()).add(type.getSimpleName());
      }
    }
    shown.keySet().removeAll(Set.of("wire", "cli"));
    assertThat(shown)
        .allSatisfy(
            (room, types) ->
                assertThat(types)
                    .as(room)
                    .hasSizeLessThanOrEqualTo(
                        PUBLIC_TYPES.getOrDefault(room, PUBLIC_TYPES_ELSEWHERE)));
  }

  private static ArchRule arrows(String room, Set<String> mayUse) {
    String[] allowed =
        Stream.concat(Stream.of(room), mayUse.stream())
            .map(name -> "dev.martlet." + name + "..")
            .toArray(String[]::new);
    return noClasses()
        .that()
        .resideInAPackage("dev.martlet." + room + "..")
        .should()
        .dependOnClassesThat(
            resideInAPackage("dev.martlet..")
                .and(DescribedPredicate.not(resideInAnyPackage(allowed))))
        .allowEmptyShould(true);
  }

  /** Starts a rule about everything in the server but {@code rooms}. */
  private static ClassesShould only(String... rooms) {
    String[] exempt =
        Stream.concat(Stream.of("wire", "cli"), Stream.of(rooms))
            .map(name -> "dev.martlet." + name + "..")
            .toArray(String[]::new);
    return noClasses().that().resideOutsideOfPackages(exempt).should();
  }

  private static DescribedPredicate<JavaClass> type(Class<?> wanted) {
    return describe("is " + wanted.getSimpleName(), type -> type.isEquivalentTo(wanted));
  }

  private static String room(JavaClass type) {
    return type.getPackageName().split("\\.", -1)[2];
  }
}
