package com.jarvis.migrator.hibernate;

import com.jarvis.migrator.MigratorException;
import io.github.classgraph.ClassGraph;
import io.github.classgraph.ClassInfo;
import io.github.classgraph.ScanResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Checks that the classes in {@code target/classes} are compiled from the current Java, Kotlin and Groovy sources: a migration
 * generated from old classes would undo recent edits.
 *
 * <p>A class file names its source (JVM specification, 4.7.10), so several classes in a file and nested classes are handled. A
 * difference is reported only if it cannot be a false alarm: a source without a class only if it is in the model's packages and
 * declares a type; a class without a source only if it is a mapped class of the model's packages and no file under {@code src} or
 * {@code target/generated-sources} matches it.
 */
final class CompiledClasses {

    private static final int SHOWN = 5;
    private static final Pattern COMMENT = Pattern.compile("/\\*.*?\\*/|//[^\\n]*", Pattern.DOTALL);
    private static final Pattern TYPE = Pattern.compile("\\b(class|interface|enum|record|object|trait)\\s+\\w");
    private static final Pattern PACKAGE = Pattern.compile("(?m)^\\s*package\\s+([\\w.`]+)");
    private static final List<String> LANGUAGES = List.of("java", "kotlin", "groovy");
    private static final List<String> SUFFIXES = List.of(".java", ".kt", ".groovy");

    private final Path project;
    private final Path classes;

    /** @param project the project's base directory */
    CompiledClasses(Path project) {
        this.project = project;
        this.classes = project.resolve("target/classes");
    }

    /**
     * @param packages of the model; if there are none, those that have mapped classes
     * @throws MigratorException with the files, if classes are missing, out of date or left over
     */
    void requireUpToDate(List<String> packages) throws MigratorException {
        List<Source> sources = sources();
        if (sources.isEmpty()) {
            return;
        }
        List<Compiled> compiled = Files.isDirectory(classes) ? compiled() : List.of();
        Set<String> model = packages.isEmpty()
                ? compiled.stream()
                        .filter(Compiled::mapped)
                        .map(type -> type.source().in())
                        .collect(Collectors.toSet())
                : Set.copyOf(packages);
        Map<Key, Long> newest =
                compiled.stream().collect(Collectors.toMap(Compiled::source, Compiled::time, Math::max));
        List<String> wrong = new ArrayList<>();
        for (Source source : sources) {
            Long time = newest.get(source.key());
            if (time != null && source.file().toFile().lastModified() > time) {
                wrong.add("changed after it was compiled: " + project.relativize(source.file()));
            } else if (time == null && isIn(model, source.key()) && declaresType(source.file())) {
                wrong.add("never compiled: " + project.relativize(source.file()));
            }
        }
        Set<Key> known = sources.stream().map(Source::key).collect(Collectors.toSet());
        List<String> left = compiled.stream()
                .filter(type -> type.mapped() && isIn(model, type.source()))
                .filter(type -> !known.contains(type.source()) && hasNoSourceElsewhere(type.source()))
                .map(type -> "no longer has a source: " + project.relativize(type.file()))
                .toList();
        if (!wrong.isEmpty() || !left.isEmpty()) {
            throw new MigratorException(message(wrong, left));
        }
    }

    /**
     * What a class file says of its source.
     *
     * @param in the package
     */
    private record Key(String in, String fileName) {}

    private record Source(Path file, Key key) {}

    /**
     * A compiled class.
     *
     * @param source the source, which may not exist
     * @param time of the class file, in milliseconds
     * @param mapped whether it is an entity, embeddable, mapped superclass or converter
     */
    private record Compiled(Path file, Key source, long time, boolean mapped) {}

    private List<Source> sources() {
        return LANGUAGES.stream()
                .map(language -> project.resolve("src/main").resolve(language))
                .flatMap(root -> files(root).stream().map(file -> new Source(file, key(root, file))))
                .toList();
    }

    /** The folder of a Java source is its package; Kotlin and Groovy sources may be in any folder. */
    private static Key key(Path root, Path file) {
        String fileName = file.getFileName().toString();
        if (fileName.endsWith(".java")) {
            String folder = root.relativize(file.getParent()).toString();
            return new Key(folder.replace(file.getFileSystem().getSeparator(), "."), fileName);
        }
        Matcher declared = PACKAGE.matcher(text(file));
        return new Key(declared.find() ? declared.group(1).replace("`", "") : "", fileName);
    }

    private List<Compiled> compiled() {
        try (ScanResult found = new ClassGraph()
                .overrideClasspath(classes.toUri())
                .enableAnnotationInfo()
                .ignoreClassVisibility()
                .scan()) {
            return found.getAllClasses().stream()
                    .filter(type -> isSource(source(type)))
                    .map(type -> new Compiled(
                            classes.resolve(type.getResource().getPath()),
                            new Key(type.getPackageName(), source(type)),
                            type.getResource().getLastModified(),
                            ModelClasses.MAPPED.stream().anyMatch(type::hasAnnotation)))
                    .toList();
        }
    }

    /** From the class file or, if it is compiled with -g:none, from the name of the class. */
    private static String source(ClassInfo type) {
        if (type.getSourceFile() != null) {
            return type.getSourceFile();
        }
        String name = type.getName().substring(type.getName().lastIndexOf('.') + 1);
        return name.replaceAll("(?<=.)\\$.*", "") + ".java";
    }

    private boolean hasNoSourceElsewhere(Key source) {
        Path name = Path.of(source.in().replace('.', '/')).resolve(source.fileName());
        return Stream.of(project.resolve("src"), project.resolve("target/generated-sources"))
                .flatMap(root -> files(root).stream())
                .filter(file -> !file.startsWith(project.resolve("src/test")))
                .noneMatch(file -> file.endsWith(name));
    }

    private static boolean isIn(Set<String> packages, Key source) {
        return packages.isEmpty()
                || packages.stream()
                        .anyMatch(
                                name -> source.in().equals(name) || source.in().startsWith(name + "."));
    }

    private static boolean declaresType(Path source) {
        String file = source.getFileName().toString();
        boolean descriptor = file.equals("package-info.java") || file.equals("module-info.java");
        return !descriptor
                && TYPE.matcher(COMMENT.matcher(text(source)).replaceAll(" ")).find();
    }

    private static String text(Path source) {
        try {
            return Files.readString(source);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isSource(String name) {
        return SUFFIXES.stream().anyMatch(name::endsWith);
    }

    private static List<Path> files(Path root) {
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> isSource(file.toString())).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String message(List<String> wrong, List<String> left) {
        List<String> lines =
                Stream.concat(wrong.stream().sorted(), left.stream().sorted()).toList();
        String shown =
                lines.stream().limit(SHOWN).map(line -> "  " + line + "\n").collect(Collectors.joining());
        String more = lines.size() > SHOWN ? "  … and " + (lines.size() - SHOWN) + " more\n" : "";
        String clean = left.isEmpty() ? "" : "clean ";
        return """
                The classes in target/classes are not those of the sources:
                %sA migration generated from them would not match your code. Compile first:
                  mvn %scompile liquibase:diff""".formatted(shown + more, clean);
    }
}
