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
 * Objects of the live database that the model uses but does not define: an enum type or composite type in a {@code
 * columnDefinition}, or a sequence in a default. They are copied into the scratch schema, and count as unchanged.
 */
final class LiveDependencies {

    private final ScratchSchemas scratch;
    private final List<Operation.Create> lent = new ArrayList<>();

    private LiveDependencies(ScratchSchemas scratch) {
        this.scratch = scratch;
    }

    /** Copies the objects that the statements may use, before these run. */
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

    /** Drops the copies that are not used after all; PostgreSQL refuses to drop the others. */
    void takeBackUnused() throws SQLException {
        for (int i = lent.size() - 1; i >= 0; i--) {
            scratch.executeIfItWorks(new Operation.Drop(lent.get(i).object()));
        }
    }

    /** Adds the names of sequences in {@code nextval('…')}. */
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

    /** The names between CREATE and the definition: AS, a parenthesis or the end of the statement. */
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
