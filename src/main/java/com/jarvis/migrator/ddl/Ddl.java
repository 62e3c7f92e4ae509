package com.jarvis.migrator.ddl;

import static com.jarvis.migrator.sql.Identifiers.literal;

import com.jarvis.migrator.catalog.SchemaObject;
import com.jarvis.migrator.operation.Operation;
import com.jarvis.migrator.operation.Operation.AdvanceSequence;
import com.jarvis.migrator.operation.Operation.Alter;
import com.jarvis.migrator.operation.Operation.AuthorNote;
import com.jarvis.migrator.operation.Operation.Create;
import com.jarvis.migrator.operation.Operation.Drop;
import com.jarvis.migrator.operation.Operation.ReleaseIndex;
import com.jarvis.migrator.operation.Operation.Rename;
import com.jarvis.migrator.operation.Operation.Replace;
import com.jarvis.migrator.operation.Operation.UpdateRows;
import com.jarvis.migrator.operation.Operation.UseIndex;
import java.util.List;
import java.util.stream.Collectors;

/** Renders operations as PostgreSQL statements. */
public final class Ddl implements Operation.Visitor<List<String>> {

    /** A placeholder for the default schema where a statement has to name it; Liquibase and the scratch schemas replace it. */
    public static final String DEFAULT_SCHEMA = "${database.defaultSchemaName}";

    private static final Ddl IN_TRANSACTION = new Ddl(false);
    private static final Ddl CONCURRENTLY = new Ddl(true);

    private final ObjectDdls kinds;

    private Ddl(boolean concurrently) {
        this.kinds = new ObjectDdls(new IndexDdl(concurrently));
    }

    /** The statements of an operation, without semicolons. Names in the default schema are unqualified. */
    public static List<String> statements(Operation operation) {
        return operation.accept(IN_TRANSACTION);
    }

    /**
     * The statements of an operation outside of a transaction: an index is created and dropped while others write to its
     * table (https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY).
     */
    public static List<String> concurrently(Operation operation) {
        return operation.accept(CONCURRENTLY);
    }

    /** String constants, separated by commas. */
    public static String literals(List<String> texts) {
        return texts.stream().map(text -> literal(text)).collect(Collectors.joining(", "));
    }

    @Override
    public List<String> create(Create create) {
        return create(create.object());
    }

    private <T extends SchemaObject> List<String> create(T object) {
        return of(object).create(object);
    }

    @Override
    public List<String> drop(Drop drop) {
        return List.of(drop(drop.object()));
    }

    private <T extends SchemaObject> String drop(T object) {
        return of(object).drop(object);
    }

    @Override
    public <T extends SchemaObject> List<String> alter(Alter<T> alter) {
        return of(alter.after()).alter(alter);
    }

    @Override
    public List<String> rename(Rename rename) {
        return List.of(rename(rename.before(), rename.after()));
    }

    private <T extends SchemaObject> String rename(T before, T after) {
        return of(before).rename(before, after);
    }

    @Override
    public List<String> replace(Replace replace) {
        return replace(replace.before(), replace.after());
    }

    private <T extends SchemaObject> List<String> replace(T before, T after) {
        return of(before).replace(before, after);
    }

    @Override
    public List<String> useIndex(UseIndex use) {
        return List.of(KeyIndex.use(use.constraint()));
    }

    @Override
    public List<String> releaseIndex(ReleaseIndex release) {
        return List.of(drop(release.constraint()), create(release.index()).get(0));
    }

    @Override
    public List<String> updateRows(UpdateRows update) {
        return List.of(update.sql());
    }

    @Override
    public List<String> advanceSequence(AdvanceSequence advance) {
        return List.of(SequenceDdl.continueAfterRows(advance.sequence()));
    }

    @Override
    public List<String> authorNote(AuthorNote note) {
        return List.of();
    }

    /** The statements for the kind of the object. */
    @SuppressWarnings("unchecked") // The handler for T is the one that T's own accept() asks for.
    private <T extends SchemaObject> ObjectDdl<T> of(T object) {
        return (ObjectDdl<T>) object.accept(kinds);
    }
}
