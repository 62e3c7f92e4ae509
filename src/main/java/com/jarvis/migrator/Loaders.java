package com.jarvis.migrator;

/**
 * Objects of classes that another class loader has. When one Maven process runs two goals, each has a class loader over
 * the project's classes and its driver, while Liquibase keeps some of the services that it found for the first: what is
 * of the same class by name is not always of the same class.
 */
public final class Loaders {

    private Loaders() {}

    /**
     * Calls a getter.
     *
     * @param target of a public class
     * @return null when the class has no such getter
     */
    public static Object get(Object target, String getter) {
        try {
            return target.getClass().getMethod(getter).invoke(target);
        } catch (NoSuchMethodException e) {
            return null;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whether an object is of the class of this name, whoever loaded it. */
    public static boolean isA(Class<?> type, Object object) {
        return object.getClass().getName().equals(type.getName());
    }
}
