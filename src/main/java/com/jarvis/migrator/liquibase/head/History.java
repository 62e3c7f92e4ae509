package com.jarvis.migrator.liquibase.head;

import com.jarvis.migrator.Digest;
import com.jarvis.migrator.session.SystemQuery;
import com.jarvis.migrator.sql.Identifiers;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The changesets that a database has run, as a digest that PostgreSQL computes, so that their number does not count.
 *
 * @param id of a changeset
 * @param author of it
 * @param file as {@code databasechangelog} has it
 * @param checksum of its content, as Liquibase writes it
 */
public record History(String id, String author, String file, String checksum) {

    /** A row that is not one of a changeset that has run differs from each of those. */
    private static final String DIGEST = """
            select encode(sha256(convert_to(coalesce(string_agg(quote_literal(id) || quote_literal(author) || quote_literal(filename)
                || quote_nullable(md5sum) || case when exectype in ('EXECUTED', 'RERAN', 'MARK_RAN') then '' else quote_literal(exectype) end,
              ',' order by convert_to(id, 'UTF8'), convert_to(author, 'UTF8'), convert_to(filename, 'UTF8')), ''), 'UTF8')), 'hex')
            from %s.databasechangelog""";

    /** The digest of a history of these changesets, each run once. */
    public static String digest(Collection<History> ran) {
        Comparator<byte[]> bytes = Arrays::compareUnsigned;
        return Digest.of(ran.stream()
                .sorted(Comparator.comparing((History one) -> utf8(one.id), bytes)
                        .thenComparing(one -> utf8(one.author), bytes)
                        .thenComparing(one -> utf8(one.file), bytes))
                .map(one -> Stream.of(one.id, one.author, one.file, one.checksum)
                        .map(Identifiers::literal) // as quote_literal() writes it
                        .collect(Collectors.joining()))
                .collect(Collectors.joining(",")));
    }

    /**
     * The digest of what a database has run.
     *
     * @param schema of databasechangelog, as SQL writes it
     * @throws SQLException if there is no such table, or it may not be read
     */
    static String digest(Connection connection, String schema) throws SQLException {
        return SystemQuery.one(connection, DIGEST.formatted(schema), row -> row.getString(1));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
