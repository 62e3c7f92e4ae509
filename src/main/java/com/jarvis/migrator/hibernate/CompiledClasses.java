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
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Checks that the classes in {@code target/classes} are compiled from the current Java sources: a migration generated from
 * old classes would undo recent edits.
 *
 * <p>A class file names its source (JVM specification, 4.7.10), so several classes in a file, nested classes and Kotlin
 * classes are handled. A difference is reported only if it cannot be a false alarm: a source without a class only if it is
 * in the model's packages and declares a type; a class without a source only if it is a mapped class of the model's
 * packages and no file under {@code src} or {@code target/generated-sources} matches it.
 */
final class CompiledClasses {

    private static final int SHOWN = 5;
    private static final Pattern COMMENT = Pattern.compile("/\\*.*?\\*/|//[^\\n]*", Pattern.DOTALL);
    private static final Pattern TYPE = Pattern.compile("\\b(class|interface|enum|record)\\s+\\w");

    private final Path project;
    private final Path sources;
    private final Path classes;

    /** @param project the project's base directory */
    CompiledClasses(Path project) {
        this.project = project;
        this.sources = project.resolve("src/main/java");
        this.classes = project.resolve("target/classes");
    }

    /** @throws MigratorException with the files, if classes are missing, out of date or left over */
    void requireUpToDate(List<String> packages) throws MigratorException {
        if (!Files.isDirectory(sources)) {
            return;
        }
        List<Compiled> compiled = Files.isDirectory(classes) ? compiled() : List.of();
        Map<Path, Long> newest =
                compiled.stream().collect(Collectors.toMap(Compiled::source, Compiled::time, Math::max));
        List<String> wrong = new ArrayList<>();
        for (Path source : javaFiles(sources)) {
            Long time = newest.get(source);
            if (time != null && source.toFile().lastModified() > time) {
                wrong.add("changed after it was compiled: " + project.relativize(source));
            } else if (time == null && isIn(packages, source) && declaresType(source)) {
                wrong.add("never compiled: " + project.relativize(source));
            }
        }
        List<String> left = compiled.stream()
                .filter(type -> type.mapped() && isIn(packages, type.source()) && hasNoSource(type))
                .map(type -> "no longer has a source: " + project.relativize(type.file()))
                .toList();
        if (!wrong.isEmpty() || !left.isEmpty()) {
            throw new MigratorException(message(wrong, left));
        }
    }

    /**
     * A compiled class.
     *
     * @param source the path of its source, which may not exist
     * @param time of the class file, in milliseconds
     * @param mapped whether it is an entity, embeddable, mapped superclass or converter
     */
    private record Compiled(Path file, Path source, long time, boolean mapped) {}

    private List<Compiled> compiled() {
        try (ScanResult found = new ClassGraph()
                .overrideClasspath(classes.toUri())
                .enableAnnotationInfo()
                .ignoreClassVisibility()
                .scan()) {
            return found.getAllClasses().stream()
                    .filter(type -> source(type).endsWith(".java"))
                    .map(type -> new Compiled(
                            classes.resolve(type.getResource().getPath()),
                            sources.resolve(type.getPackageName().replace('.', '/'))
                                    .resolve(source(type)),
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

    private boolean hasNoSource(Compiled type) {
        Path name = sources.relativize(type.source());
        return !Files.exists(type.source()) && elsewhere().stream().noneMatch(source -> source.endsWith(name));
    }

    private Set<Path> elsewhere() {
        return Stream.of(project.resolve("src"), project.resolve("target/generated-sources"))
                .flatMap(root -> javaFiles(root).stream())
                .filter(source -> !source.startsWith(project.resolve("src/test")))
                .collect(Collectors.toSet());
    }

    private boolean isIn(List<String> packages, Path source) {
        String folder = sources.relativize(source.getParent())
                .toString()
                .replace(source.getFileSystem().getSeparator(), ".");
        return packages.stream().anyMatch(name -> folder.equals(name) || folder.startsWith(name + "."));
    }

    private static boolean declaresType(Path source) {
        try {
            String file = source.getFileName().toString();
            boolean descriptor = file.equals("package-info.java") || file.equals("module-info.java");
            return !descriptor
                    && TYPE.matcher(COMMENT.matcher(Files.readString(source)).replaceAll(" "))
                            .find();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> javaFiles(Path root) {
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
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
