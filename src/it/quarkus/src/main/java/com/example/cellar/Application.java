package com.example.cellar;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.QuarkusMain;

/** Starts, which creates or validates the schema, and stops. */
@QuarkusMain
public class Application implements QuarkusApplication {

    public static void main(String[] arguments) {
        Quarkus.run(Application.class, arguments);
    }

    @Override
    public int run(String... arguments) {
        return 0;
    }
}
