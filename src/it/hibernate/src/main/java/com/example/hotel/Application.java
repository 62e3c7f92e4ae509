package com.example.hotel;

import jakarta.persistence.Persistence;
import java.util.Map;

/** Starts, which creates or validates the schema, and stops. */
public final class Application {

    private Application() {}

    /** @param arguments the URL, user and password of the database, and what to do with its schema */
    public static void main(String[] arguments) {
        Persistence.createEntityManagerFactory(
                        "hotel",
                        Map.of(
                                "jakarta.persistence.jdbc.url", arguments[0],
                                "jakarta.persistence.jdbc.user", arguments[1],
                                "jakarta.persistence.jdbc.password", arguments[2],
                                "hibernate.hbm2ddl.auto", arguments[3],
                                "hibernate.hbm2ddl.create_namespaces", "true"))
                .close();
    }
}
