package com.jarvis.migrator.hibernate;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.hibernate.application.Setting;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hibernate.HibernateException;

/** Explains why a model does not boot: with Hibernate's messages and, if they do not name it, the class and attribute. */
final class MappingFailure {

    private static final Pattern QUOTED_NAME = Pattern.compile("['\\[]((?:\\w+\\.)+[\\w$]+)['\\]]");

    private static final Pattern LIBRARIES = Pattern.compile("(java|javax|jdk|sun|jakarta|org\\.hibernate)\\.");

    private MappingFailure() {}

    /** @param classes the names of the model's classes */
    static MigratorException of(Throwable failure, List<String> classes, ClassLoader classLoader) {
        Set<String> missing = classes.stream()
                .flatMap(name -> missing(name, classLoader).stream())
                .collect(Collectors.toCollection(LinkedHashSet::new));
        if (!missing.isEmpty()) {
            return message(missing, failure);
        }
        Set<String> words = words(failure);
        if (words.stream().noneMatch(said -> classes.stream().anyMatch(said::contains))) {
            classes.stream()
                    .flatMap(name -> attributes(name, String.join(" ", words), classLoader))
                    .forEach(words::add);
            place(failure).ifPresent(words::add);
        }
        return message(words, failure);
    }

    /** The line of the user's code that threw, for instance in a converter, which Hibernate calls with null. */
    private static Optional<String> place(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return Arrays.stream(root.getStackTrace())
                .findFirst()
                .filter(frame -> !LIBRARIES.matcher(frame.getClassName()).lookingAt())
                .map(frame -> "at " + frame.getClassName() + "." + frame.getMethodName() + " (" + frame.getFileName()
                        + ":" + frame.getLineNumber() + ")");
    }

    /** @param attribute the attribute that the failure is about, or null */
    static MigratorException at(String attribute, Throwable failure) {
        Set<String> words = words(failure);
        if (attribute != null) {
            words.add("at " + attribute);
        }
        return message(words, failure);
    }

    /** The same failure, with where each setting comes from whose value the failure names. */
    static MigratorException withOrigins(MigratorException failure, Map<String, Setting> settings) {
        Set<String> words = new LinkedHashSet<>();
        settings.forEach((name, setting) -> {
            if (setting.value().contains(".") && failure.getMessage().contains(setting.value())) {
                words.add("%s=%s is from %s".formatted(name, setting.value(), setting.origin()));
            }
        });
        if (words.isEmpty()) {
            return failure;
        }
        words.addAll(words(failure.getCause()));
        return message(words, failure.getCause());
    }

    private static MigratorException message(Set<String> words, Throwable failure) {
        return new MigratorException("""
                Hibernate does not accept the mapping of the entities:
                  %s
                Nothing was compared or written. Fix the mapping, then:
                  mvn compile liquibase:diff""".formatted(String.join("\n  ", words)), failure);
    }

    /** The message of each exception in the chain, the outermost first, without repetitions. */
    private static Set<String> words(Throwable failure) {
        Set<String> words = new LinkedHashSet<>();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String text = cause instanceof HibernateException ? cause.getMessage() : cause.toString();
            String alone = cause.getMessage() == null ? text : cause.getMessage();
            boolean says = text != null && cause.getClass() != Throwable.class;
            if (says && words.stream().noneMatch(said -> said.contains(alone))) {
                words.add(text);
            }
        }
        return words;
    }

    /** A class that this class needs and that is not on the class path, if there is one. */
    private static Set<String> missing(String name, ClassLoader classLoader) {
        try {
            members(Class.forName(name, false, classLoader)).forEach(AnnotatedElement::getAnnotations);
            return Set.of();
        } catch (ClassNotFoundException | NoClassDefFoundError e) {
            String absent = String.valueOf(e.getMessage()).replace('/', '.');
            return Set.of(name + " needs the class " + absent + ", which is not on the class path");
        } catch (LinkageError | TypeNotPresentException e) {
            return Set.of(name + " can't be loaded: " + e);
        }
    }

    /** The attributes whose type or annotation the text names in quotes. */
    private static Stream<String> attributes(String name, String text, ClassLoader classLoader) {
        List<String> named = QUOTED_NAME
                .matcher(text)
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
        try {
            return members(Class.forName(name, false, classLoader))
                    .filter(member -> named.stream().anyMatch(describe(member)::contains))
                    .map(member -> "at " + name.replace('$', '.') + "." + ((Member) member).getName());
        } catch (ClassNotFoundException e) {
            return Stream.of();
        }
    }

    private static Stream<AnnotatedElement> members(Class<?> type) {
        return Stream.concat(Arrays.stream(type.getDeclaredFields()), Arrays.stream(type.getDeclaredMethods()));
    }

    private static String describe(AnnotatedElement member) {
        String type = member instanceof Field field
                ? field.getGenericType().getTypeName()
                : ((Method) member).getGenericReturnType().getTypeName();
        return type + Arrays.toString(member.getAnnotations());
    }
}
