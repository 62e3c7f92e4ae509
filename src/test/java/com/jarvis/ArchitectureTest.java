package com.jarvis;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Packages point one way; a class that needs another direction is in the wrong package. */
@AnalyzeClasses(packages = "com.jarvis", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String MIGRATOR = "com.jarvis.migrator";

    /**
     * Each package of the migrator and the packages that it may use, the lowest first. All may use the root package,
     * which has what a message is.
     */
    private static final String MAY_USE = """
            sql                  :
            flyway               : sql session
            advice               : sql
            session              :
            catalog              : sql session
            catalog.reader       : session catalog
            operation            : sql catalog
            ddl                  : sql catalog operation
            diff                 : sql catalog operation ddl
            scratch              : sql session catalog catalog.reader operation ddl diff
            model                : sql scratch
            compare              : session catalog catalog.reader operation ddl diff scratch
            plan                 : catalog operation
            plan.rollback        : sql session catalog operation ddl plan
            plan.rows            : sql session catalog operation ddl plan plan.rollback
            plan.online          : sql advice catalog operation ddl plan.rows
            changelog.change     : sql catalog operation ddl
            changelog            : flyway advice catalog operation changelog.change
            hibernate.application :
            hibernate            : catalog scratch model hibernate.application
            schemadoc            : catalog
            lock                 : session
            execution            : sql session lock
            embedded             : sql session lock
            execution.loss       : sql session catalog ddl
            lint.snapshot        : sql
            lint.trace           : sql session embedded changelog lint.snapshot
            lint.rule            : lint.snapshot lint.trace
            lint.rules           : sql advice execution lint.snapshot lint.trace lint.rule
            lint                 : advice lock embedded changelog lint.snapshot lint.trace lint.rule lint.rules
            autogenerate         : advice sql session flyway catalog operation diff scratch compare plan plan.rollback plan.rows \
            plan.online changelog.change changelog model embedded ddl lint.trace
            liquibase.connection : sql model embedded session lock
            liquibase.history    : session diff changelog autogenerate liquibase.connection
            liquibase.head       : sql session changelog lock liquibase.connection liquibase.history
            liquibase.execution  : sql session flyway lock changelog execution liquibase.connection liquibase.history execution.loss
            liquibase.check      : advice session catalog catalog.reader operation diff changelog model schemadoc \
            autogenerate liquibase.connection liquibase.history
            liquibase.goal       : advice session flyway diff operation changelog model lock lint.rule lint execution autogenerate liquibase.connection \
            liquibase.history liquibase.head liquibase.execution liquibase.check
            liquibase            : model liquibase.connection liquibase.head liquibase.goal
            maven                : embedded liquibase.connection liquibase.head
            """;

    private static final Map<String, Set<String>> ALLOWED = MAY_USE.lines()
            .map(line -> line.split(":", -1))
            .collect(Collectors.toMap(
                    line -> line[0].strip(),
                    line -> Set.of(
                            line[1].strip().isEmpty()
                                    ? new String[0]
                                    : line[1].strip().split(" +"))));

    @ArchTest
    static final ArchRule the_packages_of_the_migrator_are_free_of_cycles =
            slices().matching(MIGRATOR + ".(**)").should().beFreeOfCycles();

    @ArchTest
    static void every_package_of_the_migrator_is_named_here(JavaClasses classes) {
        Set<String> packages = classes.stream()
                .map(ArchitectureTest::room)
                .filter(room -> room != null && !room.isEmpty())
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(packages).containsExactlyInAnyOrderElementsOf(ALLOWED.keySet());
    }

    @ArchTest
    static void a_package_uses_only_those_that_it_may_use(JavaClasses classes) {
        assertThat(uses(classes).entrySet().stream()
                        .filter(use -> !isAllowed(use.getKey()))
                        .map(use -> use.getKey().get(0) + " → " + use.getKey().get(1) + ": " + use.getValue())
                        .toList())
                .isEmpty();
    }

    @ArchTest
    static void every_use_that_is_allowed_is_needed(JavaClasses classes) {
        Set<List<String>> uses = uses(classes).keySet();
        assertThat(ALLOWED.entrySet().stream()
                        .flatMap(entry -> entry.getValue().stream().map(used -> List.of(entry.getKey(), used)))
                        .filter(use -> !uses.contains(use))
                        .toList())
                .isEmpty();
    }

    @ArchTest
    static void every_package_says_what_lives_there(JavaClasses classes) {
        assertThat(classes.stream()
                        .map(JavaClass::getPackageName)
                        .filter(name -> name.startsWith(MIGRATOR))
                        .distinct()
                        .map(name -> Path.of("src/main/java", name.replace('.', '/'), "package-info.java"))
                        .filter(Files::notExists)
                        .toList())
                .isEmpty();
    }

    /** What is thrown there is a {@code MigratorException}; the commands make Liquibase's own exception of it. */
    @ArchTest
    static final ArchRule these_packages_do_not_know_liquibase = noClasses()
            .that()
            .resideInAnyPackage(Stream.of(
                            "",
                            "catalog..",
                            "operation",
                            "ddl",
                            "diff",
                            "scratch",
                            "model",
                            "compare",
                            "plan..",
                            "hibernate",
                            "schemadoc",
                            "session",
                            "lock",
                            "execution.loss",
                            "embedded",
                            "lint.snapshot",
                            "lint.rule")
                    .map(name -> name.isEmpty() ? MIGRATOR : MIGRATOR + "." + name)
                    .toArray(String[]::new))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("liquibase..");

    /** Liquibase would put a class name in front of the text. ProgressStep only adds listeners. */
    @ArchTest
    static void every_command_that_may_fail_shows_its_user_the_text_alone(JavaClasses classes) {
        assertThat(classes.stream()
                        .filter(type -> type.getPackageName().equals(MIGRATOR + ".liquibase.goal"))
                        .filter(type -> !type.getSimpleName().equals("ProgressStep"))
                        .flatMap(type -> type.getMethods().stream())
                        .filter(method -> method.getName().equals("run")
                                && !method.getThrowsClause().getTypes().isEmpty())
                        .filter(method -> !method.getOwner().isInterface())
                        .filter(method -> method.getMethodCallsFromSelf().stream()
                                .noneMatch(call ->
                                        call.getTargetOwner().getSimpleName().equals("UserErrors")))
                        .map(JavaMethod::getFullName)
                        .toList())
                .isEmpty();
    }

    /** Settings are values: these read them, or facts of the platform, and pass them on. */
    @ArchTest
    static void system_properties_and_the_environment_are_read_at_the_boundary_alone(JavaClasses classes) {
        Set<String> reading = classes.stream()
                .filter(type -> type.getPackageName().startsWith(MIGRATOR))
                .filter(type -> type.getAccessesFromSelf().stream().anyMatch(ArchitectureTest::isSetting))
                .map(JavaClass::getSimpleName)
                .collect(Collectors.toSet());
        assertThat(reading)
                .containsExactlyInAnyOrder(
                        "Binaries",
                        "CommandLine",
                        "ConnectionSettings",
                        "Folder",
                        "Main",
                        "PluginDefaults",
                        "Programs",
                        "PublishedBinaries",
                        "Serve",
                        "SystemProperties");
    }

    /**
     * All other queries are {@link com.jarvis.migrator.session.SystemQuery}s. These classes prepare the session, run DDL, run
     * expressions of the user's, or work on a throw-away server.
     */
    @ArchTest
    static void queries_find_their_functions_and_operators_in_pg_catalog(JavaClasses classes) {
        Set<String> others = classes.stream()
                .filter(type -> type.getPackageName().startsWith(MIGRATOR))
                .filter(type ->
                        !Set.of("embedded", "lint.snapshot", "lint.trace").contains(room(type)))
                .filter(type -> type.getMethodCallsFromSelf().stream()
                        .anyMatch(call -> Set.of("createStatement", "prepareStatement", "prepareCall")
                                .contains(call.getName())))
                .map(JavaClass::getSimpleName)
                .collect(Collectors.toSet());
        assertThat(others)
                .containsExactlyInAnyOrder(
                        "SystemQuery",
                        "SystemPath",
                        "Backend",
                        "OwnSettings",
                        "PinnedSettings",
                        "ConcurrentIndex",
                        "DeferredConstraints",
                        "LockRetry",
                        "HistorySession",
                        "ScratchSchemas",
                        "DesiredSchema",
                        "RowReader",
                        "RowChanges",
                        "RowCounts",
                        "ChangelogReplay");
    }

    /** Console makes it printable, which also holds for names that are forgotten elsewhere. */
    @ArchTest
    static void everything_is_printed_by_console(JavaClasses classes) {
        Set<String> printing = classes.stream()
                .filter(type -> type.getPackageName().startsWith(MIGRATOR))
                .filter(type -> type.getFieldAccessesFromSelf().stream()
                        .anyMatch(access -> access.getTargetOwner().getName().equals("java.lang.System")))
                .map(JavaClass::getSimpleName)
                .collect(Collectors.toSet());
        assertThat(printing).containsExactly("Console");
    }

    /** io.zonky's launcher lets every user of the machine in, and unpacks the programs where all may write. */
    @ArchTest
    static void servers_are_started_by_the_guarded_launchers_alone(JavaClasses classes) {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.zonky.test.db.postgres.embedded..")
                .check(new ClassFileImporter().importPackages("com.jarvis"));
        assertThat(classes.stream()
                        .filter(type -> type.getMethodCallsFromSelf().stream()
                                .anyMatch(call -> call.getTargetOwner().isEquivalentTo(ProcessBuilder.class)
                                        && call.getName().equals("start")))
                        .map(JavaClass::getSimpleName))
                .containsExactlyInAnyOrder("ClusterTemplate", "Owner", "ScratchServer", "Server");
    }

    @ArchTest
    static final ArchRule the_migrator_does_not_know_the_model = noClasses()
            .that()
            .resideInAPackage("com.jarvis.migrator..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.jarvis.model..");

    @ArchTest
    static final ArchRule the_model_does_not_know_the_migrator = noClasses()
            .that()
            .resideInAPackage("com.jarvis.model..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.jarvis.migrator..")
            .allowEmptyShould(true); // the service may have its entities elsewhere

    private static boolean isSetting(JavaAccess<?> access) {
        String target = access.getTargetOwner().getSimpleName() + "." + access.getName();
        return target.matches("System\\.(get|set|clear)(Property|Properties|env)")
                || target.matches("(Boolean|Integer|Long)\\.get(Boolean|Integer|Long)");
    }

    private static boolean isAllowed(List<String> use) {
        return ALLOWED.getOrDefault(use.get(0), Set.of()).contains(use.get(1));
    }

    /** From package to package, with the classes that show it. */
    private static Map<List<String>, Set<String>> uses(JavaClasses classes) {
        Map<List<String>, Set<String>> uses =
                new TreeMap<>((a, b) -> a.toString().compareTo(b.toString()));
        for (JavaClass type : classes) {
            String from = room(type);
            for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                String to = room(dependency.getTargetClass());
                if (from != null && to != null && !to.isEmpty() && !from.equals(to)) {
                    uses.computeIfAbsent(List.of(from, to), use -> new TreeSet<>())
                            .add(type.getSimpleName() + " → "
                                    + dependency.getTargetClass().getSimpleName());
                }
            }
        }
        return uses;
    }

    /** The package without the migrator's own part; empty for that itself, null for a class of something else. */
    private static String room(JavaClass type) {
        String name = type.getPackageName();
        return name.equals(MIGRATOR)
                ? ""
                : name.startsWith(MIGRATOR + ".") ? name.substring(MIGRATOR.length() + 1) : null;
    }
}
