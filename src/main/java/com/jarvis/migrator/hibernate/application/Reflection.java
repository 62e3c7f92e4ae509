package com.jarvis.migrator.hibernate.application;

import java.lang.invoke.MethodType;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;

/**
 * Calls classes of the application's framework by name, since the framework and its version are the application's choice.
 *
 * @param classLoader the application's
 */
record Reflection(ClassLoader classLoader) {

    /** Whether the application has the class. */
    boolean has(String type) {
        return classLoader.getResource(type.replace('.', '/') + ".class") != null;
    }

    Class<?> type(String name) throws ClassNotFoundException {
        return Class.forName(name, true, classLoader);
    }

    /** Calls the constructor that takes the arguments. */
    Object create(String type, Object... arguments) throws ReflectiveOperationException {
        return Arrays.stream(type(type).getConstructors())
                .filter(one -> accepts(one.getParameterTypes(), arguments))
                .findFirst()
                .orElseThrow(() -> new NoSuchMethodException("new " + type))
                .newInstance(arguments);
    }

    /** @throws InvocationTargetException with what the method throws */
    Object callStatic(String type, String method, Object... arguments) throws ReflectiveOperationException {
        return call(type(type), null, method, arguments);
    }

    /** @throws InvocationTargetException with what the method throws */
    static Object call(Object target, String method, Object... arguments) throws ReflectiveOperationException {
        return call(target.getClass(), target, method, arguments);
    }

    private static Object call(Class<?> type, Object target, String name, Object... arguments)
            throws ReflectiveOperationException {
        Method method = Arrays.stream(type.getMethods())
                .filter(one -> one.getName().equals(name) && accepts(one.getParameterTypes(), arguments))
                .findFirst()
                .orElseThrow(() -> new NoSuchMethodException(type.getName() + "." + name));
        method.setAccessible(true); // the implementations of public interfaces are not all public
        return method.invoke(target, arguments);
    }

    private static boolean accepts(Class<?>[] parameters, Object[] arguments) {
        if (parameters.length != arguments.length) {
            return false;
        }
        for (int i = 0; i < parameters.length; i++) {
            if (!MethodType.methodType(parameters[i]).wrap().returnType().isInstance(arguments[i])) {
                return false;
            }
        }
        return true;
    }
}
