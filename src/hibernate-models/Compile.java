import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * Compiles Java sources and leaves out the files that do not compile, together with those that need them. Arguments: the
 * directory for the classes, the class path, the file for the list of what was left out, and the directories of the sources.
 */
public final class Compile {

    private static final int ROUNDS = 12;

    private Compile() {}

    public static void main(String[] arguments) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null);
        Set<Path> sources = new TreeSet<>();
        for (int i = 3; i < arguments.length; i++) {
            try (Stream<Path> found = Files.walk(Path.of(arguments[i]))) {
                found.filter(file -> file.toString().endsWith(".java"))
                        .filter(file -> !file.endsWith("module-info.java"))
                        .forEach(sources::add);
            }
        }
        int all = sources.size();
        Map<Path, String> leftOut = new TreeMap<>();
        for (int round = 1; round <= ROUNDS; round++) {
            Map<Path, String> errors = errors(compiler, files, sources, arguments);
            System.out.printf("round %d: %d files, %d of them with errors%n", round, sources.size(), errors.size());
            if (errors.isEmpty()) {
                break;
            }
            leftOut.putAll(errors);
            sources.removeAll(errors.keySet());
        }
        try (PrintStream list = new PrintStream(arguments[2])) {
            leftOut.forEach((file, error) -> list.printf("%s: %s%n", file, error.replace('\n', ' ')));
        }
        System.out.printf("%d of %d files compiled%n", sources.size(), all);
    }

    /** The first error of each file that has one. */
    private static Map<Path, String> errors(
            JavaCompiler compiler, StandardJavaFileManager files, Set<Path> sources, String[] arguments) {
        DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
        List<String> options = List.of(
                "-d", arguments[0], "-cp", arguments[1], "-parameters", "-nowarn", "-Xmaxerrs", "100000", "-Xlint:none");
        compiler.getTask(null, files, found, options, null, files.getJavaFileObjectsFromPaths(new ArrayList<>(sources)))
                .call();
        Map<Path, String> errors = new TreeMap<>();
        for (Diagnostic<? extends JavaFileObject> diagnostic : found.getDiagnostics()) {
            if (diagnostic.getKind() == Diagnostic.Kind.ERROR && diagnostic.getSource() != null) {
                URI file = diagnostic.getSource().toUri();
                errors.putIfAbsent(Path.of(file), diagnostic.getMessage(null));
            }
        }
        return errors;
    }
}
