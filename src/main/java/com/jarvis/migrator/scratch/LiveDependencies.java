package com.jarvis.migrator.scratch;

import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.operation.Operation;
import com.jarvis.migrator.sql.SqlTokens;
import com.jarvis.migrator.sql.Token;
import com.jarvis.migrator.sql.TokenCursor;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the columns of a model use though the model does not make it: an enum type or a composite type that an entity
 * names in a {@code columnDefinition}, a sequence in a default. It is the live database's, and stays as it is there.
 */
final class LiveDependencies {

    private final ScratchSchemas scratch;
    private final List<Operation.Create> lent = new ArrayList<>();

    private LiveDependencies(ScratchSchemas scratch) {
        this.scratch = scratch;
    }

    /** Lends what the statements may use, before they run. */
    static LiveDependencies lend(ScratchSchemas scratch, Catalog live, List<String> ddl) throws SQLException {
        List<SqlTokens> statements = ddl.stream().map(SqlTokens::of).toList();
        Set<String> named =
                statements.stream().flatMap(SqlTokens::names).collect(Collectors.toCollection(HashSet::new));
        Set<String> sequences = new HashSet<>();
        statements.forEach(statement -> addSequences(statement.cursor(), sequences));
        statements.forEach(statement -> {
            Set<String> created = created(statement.nested().cursor());
            named.removeAll(created);
            sequences.removeAll(created);
        });
        Catalog usable = new Catalog(
                List.of(),
                live.enums().stream()
                        .filter(type -> named.contains(type.name().local()))
                        .toList(),
                live.composites().stream()
                        .filter(type -> named.contains(type.name().local()))
                        .toList(),
                List.of(),
                List.of(),
                live.sequences().stream()
                        .filter(sequence -> sequence.owner() == null
                                && sequences.contains(sequence.name().local()))
                        .toList(),
                List.of(),
                List.of(),
                List.of());
        LiveDependencies borrowed = new LiveDependencies(scratch);
        for (Operation operation : LiveCopy.creating(usable)) {
            if (operation instanceof Operation.Create create && scratch.executeIfItWorks(create)) {
                borrowed.lent.add(create);
            }
        }
        return borrowed;
    }

    /** Takes back what nothing depends on after all; PostgreSQL does not drop the rest. */
    void takeBackUnused() throws SQLException {
        for (int i = lent.size() - 1; i >= 0; i--) {
            scratch.executeIfItWorks(new Operation.Drop(lent.get(i).object()));
        }
    }

    /** Adds the sequences whose name is the argument of {@code nextval('…')}. */
    private static void addSequences(TokenCursor cursor, Set<String> sequences) {
        while (cursor.hasNext()) {
            if (cursor.take("nextval", "(")) {
                cursor.peek()
                        .filter(Token::isString)
                        .ifPresent(name -> SqlTokens.of(name.value()).names().forEach(sequences::add));
            }
            cursor.skip();
        }
    }

    /** The names that stand behind CREATE and before what is made of them. */
    private static Set<String> created(TokenCursor cursor) {
        Set<String> created = new HashSet<>();
        boolean creates = false;
        for (; cursor.hasNext(); cursor.skip()) {
            Token token = cursor.peek().orElseThrow();
            if (token.is("create")) {
                creates = true;
            } else if (token.is("as") || token.is("(") || token.is(";") || token.isString()) {
                creates = false;
            } else if (creates && token.isName()) {
                created.add(token.name());
            }
        }
        return created;
    }
}
