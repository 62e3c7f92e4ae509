package com.jarvis.migrator.model;

import com.jarvis.migrator.MigratorException;
import java.io.IOException;
import java.nio.file.Path;

/** Where a model comes from, and what it depends on. Nothing is read before it is asked for. */
public interface ModelSource {

    /** The base directory of the project. */
    Path project();

    /**
     * Reads the model.
     *
     * @throws MigratorException if the application's settings cannot be read, if sources and classes do not agree, if there is
     *     no entity, or if Hibernate does not accept the mapping
     */
    Model model() throws MigratorException;

    /**
     * A digest of everything that the model depends on: while it is the same, {@link #model} gives the same model.
     *
     * @throws MigratorException if the application's settings cannot be read, or if sources and classes do not agree
     * @throws IOException if the class path cannot be read
     */
    String fingerprint() throws MigratorException, IOException;

    /**
     * Where the model comes from, in one line for the user: its entities, and each setting with the file or framework that has
     * it.
     *
     * @throws MigratorException if the application's settings cannot be read
     */
    String origin() throws MigratorException;
}
