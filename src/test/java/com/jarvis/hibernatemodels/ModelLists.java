package com.jarvis.hibernatemodels;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TimeZone;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.hibernate.boot.registry.StandardServiceRegistryBuilder;
import org.hibernate.cfg.Configuration;
import org.hibernate.dialect.DatabaseVersion;
import org.hibernate.dialect.PostgreSQLDialect;

/**
 * Finds the models in Hibernate's compiled tests: in {@code @DomainModel} and {@code @Jpa} of classes and methods, in what the
 * older tests return from {@code getAnnotatedClasses()} and its like, and in calls of {@code addAnnotatedClass}. Models that
 * occur more than once are taken once.
 */
final class ModelLists {

    private static final String TESTING = "org.hibernate.testing.orm.junit.";

    private final ClassLoader loader;
    private final Map<String, ModelList> found = new LinkedHashMap<>();
    private final Map<String, String> unreadable = new TreeMap<>();

    private ModelLists(ClassLoader loader) {
        this.loader = loader;
    }

    /**
     * @param classes the directory of the compiled tests
     * @param loader loads them
     */
    static ModelLists in(Path classes, ClassLoader loader) throws ReflectiveOperationException {
        ModelLists lists = new ModelLists(loader);
        // Base classes of the tests ask for the dialect of a database that they would connect to.
        Field dialect = loader.loadClass(TESTING + "DialectContext").getDeclaredField("dialect");
        dialect.setAccessible(true);
        dialect.set(null, new PostgreSQLDialect(DatabaseVersion.make(14)));
        TimeZone zone = TimeZone.getDefault();
        try (Stream<Path> files = Files.walk(classes)) {
            files.filter(file -> file.toString().endsWith(".class"))
                    .sorted()
                    .forEach(file -> lists.read(
                            classes.relativize(file)
                                    .toString()
                                    .replaceAll("\\.class$", "")
                                    .replace('/', '.'),
                            file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            TimeZone.setDefault(zone); // some tests set it when they are loaded
        }
        return lists;
    }

    List<ModelList> all() {
        return List.copyOf(found.values());
    }

    /** The tests whose models could not be read, with the reason. */
    Map<String, String> unreadable() {
        return unreadable;
    }

    private void read(String name, Path file) {
        if (name.startsWith("org.hibernate.testing.") || name.startsWith("org.hibernate.community.")) {
            return;
        }
        try {
            Class<?> type = Class.forName(name, false, loader);
            annotated(type, name);
            for (Method method : type.getDeclaredMethods()) {
                annotated(method, name + "#" + method.getName());
            }
            if (!Modifier.isAbstract(type.getModifiers()) && hasMethod(type, "getAnnotatedClasses")) {
                instantiated(type);
            }
            AddedClasses.in(Files.readAllBytes(file), loader)
                    .forEach((method, classes) ->
                            add(new ModelList(name + "#" + method, classes, List.of(), List.of(), Map.of())));
        } catch (ReflectiveOperationException | RuntimeException | Error | IOException e) {
            unreadable.put(name, String.valueOf(e instanceof InvocationTargetException ? e.getCause() : e));
        }
    }

    private void add(ModelList list) {
        if (!list.classes().isEmpty() || !list.mappingFiles().isEmpty()) {
            found.putIfAbsent(list.key(), list);
        }
    }

    private void annotated(AnnotatedElement element, String name) throws ReflectiveOperationException {
        for (Annotation annotation : element.getAnnotations()) {
            String type = annotation.annotationType().getName();
            if (type.equals(TESTING + "DomainModel") || type.equals(TESTING + "Jpa")) {
                List<String> classes = new ArrayList<>();
                for (Object standard : (Object[]) get(annotation, "standardModels")) {
                    described(get(standard, "getDescriptor"), classes);
                }
                for (Class<?> descriptor : (Class<?>[]) get(annotation, "modelDescriptorClasses")) {
                    described(instance(descriptor), classes);
                }
                names((Class<?>[]) get(annotation, "annotatedClasses"), classes);
                classes.addAll(List.of((String[]) get(annotation, "annotatedClassNames")));
                Map<String, Object> settings = new HashMap<>();
                if (type.endsWith("Jpa")) {
                    settings.put(
                            "jakarta.persistence.validation.mode",
                            get(annotation, "validationMode").toString().toLowerCase());
                    settings((Object[]) get(annotation, "integrationSettings"), settings);
                    settings((Object[]) get(annotation, "properties"), settings);
                    providers((Object[]) get(annotation, "settingProviders"), settings);
                    configurers(annotation, settings);
                }
                for (Annotation other : element.getAnnotations()) {
                    if (other.annotationType().getName().equals(TESTING + "ServiceRegistry")) {
                        settings((Object[]) get(other, "settings"), settings);
                        providers((Object[]) get(other, "settingProviders"), settings);
                        configurers(other, settings);
                    }
                }
                add(new ModelList(
                        name,
                        classes,
                        List.of((String[]) get(annotation, "annotatedPackageNames")),
                        resources((String[]) get(annotation, "xmlMappings")),
                        MappingSettingNames.of(settings)));
            }
        }
    }

    private static void described(Object descriptor, List<String> classes) throws ReflectiveOperationException {
        names((Class<?>[]) get(descriptor, "getAnnotatedClasses"), classes);
    }

    private static void settings(Object[] annotations, Map<String, Object> settings)
            throws ReflectiveOperationException {
        for (Object setting : annotations) {
            settings.put((String) get(setting, "name"), get(setting, "value"));
        }
    }

    private static void providers(Object[] annotations, Map<String, Object> settings)
            throws ReflectiveOperationException {
        for (Object provider : annotations) {
            try {
                settings.put(
                        (String) get(provider, "settingName"),
                        get(instance((Class<?>) get(provider, "provider")), "getSetting"));
            } catch (InvocationTargetException e) {
                continue; // it asks which database the tests run on: Oracle has settings of its own
            }
        }
    }

    /** Hibernate 7 has them. */
    private static void configurers(Annotation annotation, Map<String, Object> settings)
            throws ReflectiveOperationException {
        if (hasMethod(annotation.annotationType(), "settingConfigurations")) {
            for (Object configuration : (Object[]) get(annotation, "settingConfigurations")) {
                settings.putAll(settings(instance((Class<?>) get(configuration, "configurer"))));
            }
        }
    }

    /** Made with the first constructor; parameters are the modes of a test that runs several times. */
    private static Object instance(Class<?> type) throws ReflectiveOperationException {
        var constructor = type.getDeclaredConstructors()[0];
        constructor.setAccessible(true);
        return constructor.newInstance(new Object[constructor.getParameterCount()]);
    }

    private static void names(Class<?>[] classes, List<String> names) {
        Arrays.stream(classes).map(Class::getName).forEach(names::add);
    }

    private void instantiated(Class<?> type) throws ReflectiveOperationException {
        Object test = instance(type);
        List<String> classes = new ArrayList<>();
        names((Class<?>[]) get(test, "getAnnotatedClasses"), classes);
        List<String> files = new ArrayList<>();
        String base = hasMethod(type, "getBaseForMappings") ? (String) get(test, "getBaseForMappings") : "";
        strings(test, "getMappings").forEach(file -> files.add(base + file));
        files.addAll(strings(test, "getOrmXmlFiles"));
        files.addAll(strings(test, "getXmlFiles"));
        files.addAll(strings(test, "getEjb3DD"));
        add(new ModelList(
                type.getName(),
                classes,
                strings(test, "getAnnotatedPackages"),
                resources(files.toArray(String[]::new)),
                MappingSettingNames.of(settings(test))));
    }

    private static List<String> strings(Object test, String method) throws ReflectiveOperationException {
        Object strings = hasMethod(test.getClass(), method) ? get(test, method) : null;
        return strings == null ? List.of() : List.of((String[]) strings);
    }

    /** What a test puts into the settings that it is given. */
    private static Map<String, Object> settings(Object test) {
        Map<String, Object> settings = new HashMap<>();
        Configuration configuration = new Configuration();
        configuration.setProperties(new Properties());
        StandardServiceRegistryBuilder builder = new StandardServiceRegistryBuilder();
        Map<String, Object> before = Map.copyOf(builder.getSettings());
        call(test, "addSettings", Map.class, settings);
        call(test, "addConfigOptions", Map.class, settings);
        call(test, "configure", Configuration.class, configuration);
        call(test, "applySettings", StandardServiceRegistryBuilder.class, builder);
        call(test, "applySettings", Map.class, settings);
        configuration.getProperties().forEach((name, value) -> settings.put(name.toString(), value));
        builder.getSettings().forEach((name, value) -> {
            if (!value.equals(before.get(name))) {
                settings.put(name, value);
            }
        });
        return settings;
    }

    private static void call(Object test, String name, Class<?> parameter, Object argument) {
        for (Class<?> type = test.getClass(); type != null; type = type.getSuperclass()) {
            try {
                Method method = type.getDeclaredMethod(name, parameter);
                method.setAccessible(true);
                method.invoke(test, argument);
                return;
            } catch (NoSuchMethodException e) {
                // a superclass may have it
            } catch (ReflectiveOperationException | RuntimeException e) {
                return; // what it has set until then counts
            }
        }
    }

    private List<URL> resources(String[] names) {
        List<URL> urls = new ArrayList<>();
        for (String name : names) {
            URL url = loader.getResource(name.startsWith("/") ? name.substring(1) : name);
            if (url == null) {
                throw new IllegalArgumentException("no resource " + name);
            }
            urls.add(url);
        }
        return urls;
    }

    private static boolean hasMethod(Class<?> type, String name) {
        for (Class<?> at = type; at != null; at = at.getSuperclass()) {
            if (Arrays.stream(at.getDeclaredMethods())
                    .anyMatch(method -> method.getName().equals(name) && method.getParameterCount() == 0)) {
                return true;
            }
        }
        return false;
    }

    private static Object get(Object object, String name) throws ReflectiveOperationException {
        Class<?> start = object instanceof Annotation annotation ? annotation.annotationType() : object.getClass();
        for (Class<?> type = start; type != null; type = type.getSuperclass()) {
            for (Method method : type.getDeclaredMethods()) {
                if (method.getName().equals(name) && method.getParameterCount() == 0 && !method.isBridge()) {
                    method.setAccessible(true);
                    return method.invoke(object);
                }
            }
        }
        throw new NoSuchMethodException(start + " " + name);
    }
}
