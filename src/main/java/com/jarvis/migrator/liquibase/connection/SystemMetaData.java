package com.jarvis.migrator.liquibase.connection;

import com.jarvis.migrator.Proxies;
import com.jarvis.migrator.session.SystemPath;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
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
        return Proxies.of(Connection.class, new SystemMetaData(connection));
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) throws Exception {
        Object result = Proxies.call(target, method, arguments);
        return result instanceof DatabaseMetaData metaData
                ? Proxies.of(DatabaseMetaData.class, (self, query, values) -> query(metaData, query, values))
                : result;
    }

    private Object query(DatabaseMetaData metaData, Method method, Object[] arguments) throws Exception {
        return method.getReturnType() == ResultSet.class
                ? SystemPath.run(target, () -> Proxies.call(metaData, method, arguments))
                : Proxies.call(metaData, method, arguments);
    }
}
