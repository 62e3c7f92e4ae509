package com.jarvis.migrator.liquibase.connection;

import com.jarvis.migrator.session.SystemPath;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;

/**
 * A connection whose {@link DatabaseMetaData} queries the catalogs with the {@link SystemPath}. Liquibase looks up its history
 * table there, and the objects that preconditions name; the driver's queries find their operators on the search path
 * (PgDatabaseMetaData, 42.7).
 *
 * @param target the driver's connection
 */
public record SystemMetaData(Connection target) implements InvocationHandler {

    static Connection in(Connection connection) {
        return proxy(Connection.class, new SystemMetaData(connection));
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
        Object result = call(target, method, arguments);
        return result instanceof DatabaseMetaData metaData
                ? proxy(DatabaseMetaData.class, (self, query, values) -> query(metaData, query, values))
                : result;
    }

    private Object query(DatabaseMetaData metaData, Method method, Object[] arguments) throws Throwable {
        if (method.getReturnType() != ResultSet.class) {
            return call(metaData, method, arguments);
        }
        return SystemPath.run(target, () -> {
            try {
                return method.invoke(metaData, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause() instanceof Exception cause ? cause : e;
            }
        });
    }

    private static Object call(Object target, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(SystemMetaData.class.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
