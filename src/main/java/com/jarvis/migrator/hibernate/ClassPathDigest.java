package com.jarvis.migrator.hibernate;

import com.jarvis.migrator.Checksum;
import com.jarvis.migrator.Digest;
import io.github.classgraph.ClassGraph;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * A digest of a class path: of the content of every file in its directories, and of the size and time of each jar, as build
 * tools do not change a jar in place.
 */
final class ClassPathDigest {

    private final MessageDigest digest = Digest.sha256();

    private ClassPathDigest() {}

    /**
     * The digest of a class path and of a text.
     *
     * @return 64 hexadecimal digits
     * @throws IOException if a file cannot be read
     */
    static String of(ClassLoader classLoader, String besides) throws IOException {
        ClassPathDigest all = new ClassPathDigest();
        all.add(besides);
        List<URI> elements = elements(classLoader);
        elements.add(migrator());
        for (URI element : elements) {
            all.add(element.toString());
            if ("file".equals(element.getScheme())) {
                all.add(Path.of(element));
            }
        }
        return HexFormat.of().formatHex(all.digest.digest());
    }

    /** From the class loaders themselves; ClassGraph, which opens each jar, is used only for a loader without URLs. */
    private static List<URI> elements(ClassLoader classLoader) {
        List<URI> elements = new ArrayList<>();
        ClassLoader platform = ClassLoader.getPlatformClassLoader();
        for (ClassLoader loader = classLoader; loader != null && loader != platform; loader = loader.getParent()) {
            if (!(loader instanceof URLClassLoader urls)) {
                return new ArrayList<>(
                        new ClassGraph().addClassLoader(classLoader).getClasspathURIs());
            }
            for (URL url : urls.getURLs()) {
                elements.add(uri(url));
            }
        }
        return elements;
    }

    /** The migrator itself, whose class path is not always the application's. */
    private static URI migrator() {
        return uri(ClassPathDigest.class.getProtectionDomain().getCodeSource().getLocation());
    }

    private static URI uri(URL url) {
        return URI.create(url.toString().replace(" ", "%20"));
    }

    private void add(Path element) throws IOException {
        add(
                Files.isDirectory(element)
                        ? Checksum.ofFolder(element)
                        : Files.size(element) + " "
                                + Files.getLastModifiedTime(element).toMillis());
    }

    private void add(String text) {
        digest.update(text.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
    }
}
