package com.jarvis.migrator.changelog.change;

import static com.jarvis.migrator.changelog.change.TableChanges.named;
import static com.jarvis.migrator.changelog.change.TableChanges.onTable;

import com.jarvis.migrator.catalog.Index;
import com.jarvis.migrator.changelog.change.Entry.Change;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The Liquibase changes for indexes. */
final class IndexChanges {

    private IndexChanges() {}

    /** The change; none if Liquibase cannot create exactly this index. */
    static List<Change> create(Index index) {
        String plain = index.keys().stream()
                .map(k -> (k.column() + " " + k.options()).strip())
                .collect(Collectors.joining(", ", "btree (", ")"));
        boolean isExact = plain.equals(index.definition())
                && index.comment() == null
                && index.keys().stream()
                        .allMatch(k -> k.options().isEmpty() || k.options().equals("DESC"))
                && index.keys().stream().allMatch(k -> LiquibaseNames.regular(column(k)))
                && named(index.name())
                && named(index.table());
        return isExact
                ? List.of(onTable(
                        "createIndex",
                        index.table(),
                        "indexName",
                        index.name().local(),
                        "unique",
                        index.unique() ? true : null,
                        "columns",
                        index.keys().stream().map(IndexChanges::key).toList()))
                : List.of();
    }

    static List<Change> drop(Index index) {
        return index.plain() && named(index.name()) && named(index.table())
                ? List.of(onTable(
                        "dropIndex", index.table(), "indexName", index.name().local()))
                : List.of();
    }

    private static Map<String, Object> key(Index.Key key) {
        return Entry.attributes(
                "column",
                Entry.attributes(
                        "name", column(key), "descending", key.options().equals("DESC") ? true : null));
    }

    private static String column(Index.Key key) {
        String column = key.column();
        return column.startsWith("\"") && column.endsWith("\"") && column.length() > 2
                ? column.substring(1, column.length() - 1)
                : column;
    }
}
