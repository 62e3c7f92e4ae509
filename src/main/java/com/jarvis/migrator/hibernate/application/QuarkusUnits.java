package com.jarvis.migrator.hibernate.application;

import com.jarvis.migrator.MigratorException;
import io.github.classgraph.ClassGraph;
import io.github.classgraph.PackageInfo;
import io.github.classgraph.ScanResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipFile;

/**
 * The persistence units that a Quarkus application configures, and the classes of each, as {@code
 * HibernateOrmProcessor.getModelPerPersistenceUnit} of Quarkus 3 has them.
 */
final class QuarkusUnits {

    /** Quarkus' name for the unit without one. */
    static final String DEFAULT = "<default>";

    /** On a package: the unit of its classes. */
    private static final String ANNOTATION = "io.quarkus.hibernate.orm.PersistenceUnit";

    /** A jar with one of these belongs to the application. */
    private static final Set<String> MARKERS = Set.of("META-INF/jandex.idx", "META-INF/beans.xml");

    /** A unit's name, in quotes or not, and one of its keys. */
    private static final Pattern NAMED =
            Pattern.compile(Pattern.quote(QuarkusKeys.HIBERNATE) + "(?:\"([^\"]+)\"|([\\w-]+))\\."
                    + "(?:datasource|packages|dialect|physical-naming-strategy|implicit-naming-strategy"
                    + "|metadata-builder-contributor|mapping-files|database|mapping|quote-identifiers|discriminator|validation"
                    + "|multitenant|schema-management|unsupported-properties)(?:[.\\[].*)?");

    private final QuarkusConfig config;
    private final ClassLoader classLoader;

    QuarkusUnits(QuarkusConfig config, ClassLoader classLoader) {
        this.config = config;
        this.classLoader = classLoader;
    }

    /** The keys of a unit: in the spellings that a configuration may have. */
    static String[] keys(String prefix, String unit, String key) {
        return unit.equals(DEFAULT)
                ? new String[] {prefix + key}
                : new String[] {prefix + "\"" + unit + "\"." + key, prefix + unit + "." + key};
    }

    /**
     * The unit to compare: the one that is wanted, or the only one.
     *
     * @param wanted its name, or nothing
     * @throws MigratorException if there are several and none is wanted, or if the wanted one is not there
     */
    PersistenceUnit chosen(String wanted) throws MigratorException, ReflectiveOperationException {
        Map<String, List<String>> units = packages();
        String name = wanted.isEmpty() && units.size() == 1
                ? units.keySet().iterator().next()
                : wanted;
        List<String> packages = units.get(name);
        if (packages == null) {
            List<PersistenceUnit.Candidate> candidates = new ArrayList<>();
            for (String unit : units.keySet()) {
                candidates.add(new PersistenceUnit.Candidate(unit, file(unit)));
            }
            throw PersistenceUnit.choice(wanted, candidates);
        }
        return new PersistenceUnit(name, file(name), List.of(), packages, roots(packages));
    }

    private String file(String unit) throws ReflectiveOperationException {
        return config.get(keys(QuarkusKeys.HIBERNATE, unit, QuarkusKeys.PACKAGES))
                .map(Setting::file)
                .orElse("the configuration of Quarkus");
    }

    /** The packages of each unit; none if all classes belong to it. */
    private Map<String, List<String>> packages() throws ReflectiveOperationException {
        Set<String> named = named();
        Map<String, List<String>> packages = new LinkedHashMap<>();
        for (String unit : Stream.concat(Stream.of(DEFAULT), named.stream()).toList()) {
            packages.put(unit, config.list(keys(QuarkusKeys.HIBERNATE, unit, QuarkusKeys.PACKAGES)));
        }
        if (packages.values().stream().allMatch(List::isEmpty) && !named.isEmpty()) {
            packages.putAll(annotated());
        }
        if (!named.isEmpty() && packages.get(DEFAULT).isEmpty()) {
            packages.remove(DEFAULT);
        }
        return packages;
    }

    private Set<String> named() throws ReflectiveOperationException {
        Set<String> named = new TreeSet<>();
        for (String name : config.names()) {
            Matcher matcher = NAMED.matcher(name);
            if (matcher.matches()) {
                named.add(matcher.group(1) == null ? matcher.group(2) : matcher.group(1));
            }
        }
        return named;
    }

    /** The packages that name their unit themselves. */
    private Map<String, List<String>> annotated() {
        Map<String, List<String>> packages = new LinkedHashMap<>();
        try (ScanResult found = new ClassGraph()
                .overrideClasspath(roots(List.of()))
                .enableAnnotationInfo()
                .ignoreClassVisibility()
                .scan()) {
            for (PackageInfo info : found.getPackageInfo()) {
                info.getAnnotationInfo()
                        .getRepeatable(ANNOTATION)
                        .forEach(annotation -> packages.merge(
                                String.valueOf(annotation.getParameterValues().getValue("value")),
                                List.of(info.getName()),
                                (some, more) -> Stream.concat(some.stream(), more.stream())
                                        .toList()));
            }
        }
        return packages;
    }

    /** The directories of the class path, and the jars that Quarkus looks into. */
    private List<URI> roots(List<String> packages) {
        Set<URI> roots = new LinkedHashSet<>();
        for (URI entry : new ClassGraph()
                .overrideClassLoaders(classLoader)
                .ignoreParentClassLoaders()
                .getClasspathURIs()) {
            if (entry.getScheme().equals("file") && belongs(Path.of(entry), packages)) {
                roots.add(entry);
            }
        }
        return List.copyOf(roots);
    }

    private static boolean belongs(Path entry, List<String> packages) {
        if (Files.isDirectory(entry)) {
            return true;
        }
        List<String> folders =
                packages.stream().map(name -> name.replace('.', '/') + "/").toList();
        try (ZipFile jar = new ZipFile(entry.toFile())) {
            return jar.stream()
                    .anyMatch(file ->
                            MARKERS.contains(file.getName()) || folders.stream().anyMatch(file.getName()::startsWith));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
