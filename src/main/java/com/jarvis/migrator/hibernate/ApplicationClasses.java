package com.jarvis.migrator.hibernate;

import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.ServiceLoader;
import org.hibernate.boot.registry.classloading.internal.ClassLoaderServiceImpl;
import org.hibernate.boot.registry.classloading.spi.ClassLoadingException;

/**
 * The classes, resources and services of one class loader. Hibernate's own implementation looks in the process's class loader,
 * too, and the runnable jar has another Hibernate there, with services of its own. The one method that is not overridden has
 * another signature in Hibernate 7; it looks here first.
 */
final class ApplicationClasses extends ClassLoaderServiceImpl {

    private final ClassLoader classLoader;

    ApplicationClasses(ClassLoader classLoader) {
        super(classLoader);
        this.classLoader = classLoader;
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T> Class<T> classForName(String name) {
        try {
            return (Class<T>) Class.forName(name, true, classLoader);
        } catch (ClassNotFoundException | LinkageError e) {
            throw new ClassLoadingException("Unable to load class [" + name + "]", e);
        }
    }

    /** Takes a URL or the name of a resource, with or without {@code classpath://} or a slash in front of it. */
    @Override
    public URL locateResource(String name) {
        try {
            return new URL(name);
        } catch (MalformedURLException e) {
            return classLoader.getResource(
                    name.replaceFirst("^classpath://", "").replaceFirst("^/", ""));
        }
    }

    @Override
    public InputStream locateResourceStream(String name) {
        URL found = locateResource(name);
        try {
            return found == null ? null : found.openStream();
        } catch (IOException e) {
            return null;
        }
    }

    @Override
    public List<URL> locateResources(String name) {
        try {
            return Collections.list(classLoader.getResources(name));
        } catch (IOException e) {
            return List.of();
        }
    }

    @Override
    public <S> Collection<S> loadJavaServices(Class<S> type) {
        return ServiceLoader.load(type, classLoader).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
    }

    @Override
    public Package packageForNameOrNull(String name) {
        try {
            return Class.forName(name + ".package-info", true, classLoader).getPackage();
        } catch (ClassNotFoundException | LinkageError e) {
            return null;
        }
    }

    @Override
    public <T> T workWithClassLoader(Work<T> work) {
        return work.doWork(classLoader);
    }
}
