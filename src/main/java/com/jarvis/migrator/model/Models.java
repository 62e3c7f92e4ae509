package com.jarvis.migrator.model;

import com.jarvis.migrator.MigratorException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/**
 * Finds the package that reads models where the application's Hibernate is: among the migrator's own libraries, or in a class
 * loader of its own.
 */
public final class Models {

    /**
     * The setting with the class path of the application, as {@link ClassPath#parse} reads it. Without it, the application's
     * classes are where the migrator's are.
     */
    public static final String CLASS_PATH = "model.classPath";

    /** The setting with the packages of the model, separated by commas. */
    public static final String PACKAGES = "model.packages";

    /** For messages: a Hibernate whose models are read, as a dependency in a POM. */
    public static final String HIBERNATE = """
              <dependency>
                <groupId>org.hibernate.orm</groupId>
                <artifactId>hibernate-core</artifactId>
                <version>6.6.53.Final</version>
              </dependency>""".indent(2).stripTrailing();

    private static final String METADATA = "org.hibernate.boot.Metadata";

    private static final ClassLoader MIGRATOR = Models.class.getClassLoader();

    private Models() {}

    /**
     * The model that settings describe.
     *
     * @param given settings by name
     * @param project the base directory
     * @throws MigratorException if the application's class path has no Hibernate
     */
    public static ModelSource of(Map<String, String> given, Path project) throws MigratorException {
        String classPath = given.getOrDefault(CLASS_PATH, "");
        if (classPath.isBlank()) {
            return in(MIGRATOR, given, project);
        }
        ClassLoader loader =
                new ModelClassLoader(ClassPath.parse(classPath, project).urls(), ClassLoader.getPlatformClassLoader());
        requireHibernate(loader);
        return (ModelSource) read(loader, "ModelMetadata", given, project, loader);
    }

    /**
     * The model that settings describe, where the migrator and the application share their libraries.
     *
     * @param application has the application's classes
     */
    public static ModelSource in(ClassLoader application, Map<String, String> given, Path project)
            throws MigratorException {
        requireHibernate(application);
        return (ModelSource) read(MIGRATOR, "ModelMetadata", given, project, application);
    }

    /**
     * The model that Hibernate has read.
     *
     * @param metadata Hibernate's, of any class loader
     * @throws MigratorException with Hibernate's message, if it cannot generate the DDL
     */
    public static Model of(Object metadata) throws MigratorException {
        ClassLoader reader = MIGRATOR;
        if (!isMetadataOf(MIGRATOR, metadata)) {
            reader = new ModelClassLoader(
                    ClassPath.NONE.urls(), metadata.getClass().getClassLoader());
        }
        return (Model) read(reader, "HibernateModel", metadata);
    }

    private static boolean isMetadataOf(ClassLoader loader, Object metadata) {
        try {
            return Class.forName(METADATA, false, loader).isInstance(metadata);
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    private static void requireHibernate(ClassLoader application) throws MigratorException {
        if (application.getResource(METADATA.replace('.', '/') + ".class") == null) {
            throw new MigratorException("""
                    The class path of the application has no Hibernate, so there is no model to compare.
                    Nothing was compared or written. Add Hibernate 6.6 or 7 to the dependencies of the application, for instance:
                    %s""".formatted(HIBERNATE));
        }
    }

    /** Calls the static method {@code of} of a class that reads models. */
    private static Object read(ClassLoader reader, String type, Object... arguments) throws MigratorException {
        try {
            Method method = Arrays.stream(Class.forName(ModelClassLoader.READER + type, true, reader)
                            .getMethods())
                    .filter(one -> one.getName().equals("of") && one.getParameterCount() == arguments.length)
                    .findFirst()
                    .orElseThrow();
            return method.invoke(null, arguments);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof MigratorException refusal) {
                throw refusal;
            }
            throw new IllegalStateException(e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
