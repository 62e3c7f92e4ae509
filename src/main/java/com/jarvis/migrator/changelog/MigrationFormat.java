package com.jarvis.migrator.changelog;

import com.jarvis.migrator.MigratorException;

/** A format of Liquibase in which a migration is written. */
public interface MigrationFormat {

    /** The default. */
    MigrationFormat YAML = new YamlMigration();

    /** For a changelog that is in XML. */
    MigrationFormat XML = new XmlMigration();

    /** The extension of the file, by which Liquibase chooses its parser, with the dot. */
    String extension();

    /**
     * The text of the file.
     *
     * @throws MigratorException if the format cannot express it
     */
    String text(Migration migration) throws MigratorException;
}
