package com.jarvis.migrator.hibernate;

import com.jarvis.migrator.Proxies;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.hibernate.boot.Metadata;
import org.hibernate.boot.MetadataBuilder;
import org.hibernate.boot.model.naming.Identifier;
import org.hibernate.boot.model.naming.ImplicitConstraintNameSource;
import org.hibernate.boot.model.naming.ImplicitNamingStrategy;
import org.hibernate.boot.spi.MetadataBuilderImplementor;
import org.hibernate.boot.spi.MetadataImplementor;

/**
 * The names of constraints and indexes that the mapping does not give, so that Hibernate's naming strategy makes them up. Hibernate
 * is asked: the strategy of the application does its work, and what it is asked for without a name of the user's is noted.
 */
final class ImplicitNames implements InvocationHandler {

    private final ImplicitNamingStrategy strategy;
    private final Set<String> names = new HashSet<>();

    private ImplicitNames(ImplicitNamingStrategy strategy) {
        this.strategy = strategy;
    }

    /** Notes the names while the builder builds the metadata; to be called after everything that changes the strategy. */
    static void note(MetadataBuilder builder) {
        ImplicitNamingStrategy strategy = ((MetadataBuilderImplementor) builder)
                .getMetadataBuildingOptions()
                .getImplicitNamingStrategy();
        builder.applyImplicitNamingStrategy(Proxies.of(ImplicitNamingStrategy.class, new ImplicitNames(strategy)));
    }

    /** The names, in lower case; null if they were not noted. */
    static Set<String> of(Metadata metadata) {
        ImplicitNamingStrategy strategy =
                ((MetadataImplementor) metadata).getMetadataBuildingOptions().getImplicitNamingStrategy();
        return Proxy.isProxyClass(strategy.getClass())
                        && Proxy.getInvocationHandler(strategy) instanceof ImplicitNames noted
                ? Set.copyOf(noted.names)
                : null;
    }

    @Override
    public Object invoke(Object self, Method method, Object[] arguments) throws Throwable {
        Object result = Proxies.call(strategy, method, arguments);
        if (result instanceof Identifier name
                && arguments.length == 1
                && arguments[0] instanceof ImplicitConstraintNameSource source
                && source.getUserProvidedIdentifier() == null) {
            names.add(name.getText().toLowerCase(Locale.ROOT));
        }
        return result;
    }
}
