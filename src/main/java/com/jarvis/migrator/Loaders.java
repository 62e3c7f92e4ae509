package com.jarvis.migrator;

import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.PGConnection;

/**
 * Handles objects whose class another class loader has loaded. When one Maven process runs two goals, each goal has its own
 * class loader over the project's classes and the driver, but Liquibase keeps some services that it found for the first
 * goal. So two classes of the same name are not always the same class.
 */
public final class Loaders {

    private Loaders() {}

    /**
     * Calls a getter.
     *
     * @param target of a public class; or a proxy whose handler has a getter {@code target} for one; or a pool's connection
     * @return null if the class has no such getter
     */
    public static Object get(Object target, String getter) {
        if (Proxy.isProxyClass(target.getClass())) {
            Object real = get(Proxy.getInvocationHandler(target), "target");
            if (real != null) {
                return get(real, getter);
            }
        }
        try {
            return target.getClass().getMethod(getter).invoke(target);
        } catch (NoSuchMethodException e) {
            Object real = target instanceof Connection pooled ? real(pooled) : target;
            return real == target ? null : get(real, getter);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The driver's own connection behind that of a pool, such as an application's; or the same one. */
    private static Connection real(Connection pooled) {
        try {
            return pooled.isWrapperFor(PGConnection.class) ? (Connection) pooled.unwrap(PGConnection.class) : pooled;
        } catch (SQLException e) {
            return pooled; // closed
        }
    }

    /** Whether the object's class has the name of this type, whichever class loader loaded it. */
    public static boolean isA(Class<?> type, Object object) {
        return object.getClass().getName().equals(type.getName());
    }
}
