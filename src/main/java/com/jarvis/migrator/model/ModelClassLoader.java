package com.jarvis.migrator.model;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.List;

/**
 * Loads the package that reads the model a second time, so that it links with the application's own Hibernate and whatever
 * else the application has. Everything else of the migrator is the one that runs, so that both sides understand each other.
 * No library of the migrator or of Liquibase is seen by the application, with two exceptions: ClassGraph, which the package
 * uses itself, and the logging of the process, which an application's own configuration of it does not reach.
 */
final class ModelClassLoader extends URLClassLoader {

    /** The prefix of the classes that read the model. */
    static final String READER = "com.jarvis.migrator.hibernate.";

    private static final List<String> SHARED =
            List.of("com.jarvis.migrator.", "io.github.classgraph.", "nonapi.io.github.classgraph.", "org.slf4j.");

    private static final ClassLoader MIGRATOR = ModelClassLoader.class.getClassLoader();

    static {
        registerAsParallelCapable();
    }

    /**
     * @param classPath the application's
     * @param parent what is looked up before the class path: Java itself, or loaders that have the application's classes
     */
    ModelClassLoader(URL[] classPath, ClassLoader parent) {
        super("model", classPath, parent);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        synchronized (getClassLoadingLock(name)) {
            Class<?> known = findLoadedClass(name);
            if (known != null) {
                return known;
            }
            if (name.startsWith(READER)) {
                return again(name);
            }
            if (SHARED.stream().anyMatch(name::startsWith)) {
                try {
                    return MIGRATOR.loadClass(name);
                } catch (ClassNotFoundException e) {
                    // The process has no such logging.
                }
            }
            return super.loadClass(name, resolve);
        }
    }

    private Class<?> again(String name) throws ClassNotFoundException {
        try (InputStream file = MIGRATOR.getResourceAsStream(name.replace('.', '/') + ".class")) {
            if (file == null) {
                throw new ClassNotFoundException(name);
            }
            byte[] bytes = file.readAllBytes();
            return defineClass(name, bytes, 0, bytes.length, ModelClassLoader.class.getProtectionDomain());
        } catch (IOException e) {
            throw new ClassNotFoundException(name, e);
        }
    }
}
