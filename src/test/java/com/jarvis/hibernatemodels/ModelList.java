package com.jarvis.hibernatemodels;

import com.jarvis.migrator.hibernate.ModelClasses;
import java.net.URL;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * The model of a test.
 *
 * @param name the test's class, and its method if the model belongs to one
 * @param classes the names of the mapped classes
 * @param packages those whose {@code package-info} is mapped
 * @param mappingFiles {@code orm.xml} and {@code hbm.xml} files
 * @param settings Hibernate's settings that concern the mapping
 */
record ModelList(
        String name,
        List<String> classes,
        List<String> packages,
        List<URL> mappingFiles,
        Map<String, String> settings) {

    ModelClasses model() {
        return new ModelClasses(classes, packages, mappingFiles, List.of());
    }

    /** The same for models that do not differ. */
    String key() {
        return new TreeSet<>(classes) + " " + new TreeSet<>(packages) + " " + mappingFiles + " " + settings;
    }

    /** The package of the test. */
    String home() {
        String type = name.replaceFirst("#.*", "");
        return type.substring(0, Math.max(0, type.lastIndexOf('.')));
    }
}
