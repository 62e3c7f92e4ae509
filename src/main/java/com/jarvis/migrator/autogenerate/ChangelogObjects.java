package com.jarvis.migrator.autogenerate;

import com.jarvis.migrator.catalog.Name;
import com.jarvis.migrator.changelog.MigrationHeader;
import com.jarvis.migrator.diff.CreatedObjects;
import com.jarvis.migrator.sql.SqlTokens;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import liquibase.Scope;
import liquibase.change.AbstractSQLChange;
import liquibase.change.Change;
import liquibase.change.core.CreateViewChange;
import liquibase.change.core.DropViewChange;
import liquibase.changelog.ChangeSet;
import liquibase.changelog.DatabaseChangeLog;
import liquibase.resource.Resource;

/**
 * Reads from a changelog which schemas its migrations created, and which views, indexes and constraints {@code diff} created for
 * entities. The header of a migration shows whether {@code diff} wrote it, and which views it adds.
 */
public final class ChangelogObjects {

    private final Map<String, MigrationHeader> headers = new HashMap<>();
    private final Set<String> schemas = new TreeSet<>();
    private final Set<String> views = new TreeSet<>();
    private final Set<String> statements = new HashSet<>();
    private final Set<String> names = new TreeSet<>();
    private boolean byDiff;

    private ChangelogObjects() {}

    /** @throws IOException if a file of the changelog cannot be read */
    public static CreatedObjects of(DatabaseChangeLog changelog) throws IOException {
        return of(changelog.getChangeSets());
    }

    /** @throws IOException if a file of the changelog cannot be read */
    static CreatedObjects of(List<ChangeSet> changeSets) throws IOException {
        ChangelogObjects objects = new ChangelogObjects();
        for (ChangeSet changeSet : changeSets) {
            objects.read(changeSet);
        }
        return new CreatedObjects(objects.schemas, objects.views, objects.statements, objects.names, objects.byDiff);
    }

    private void read(ChangeSet changeSet) throws IOException {
        Set<String> created = new TreeSet<>();
        Set<String> dropped = new TreeSet<>();
        boolean isOfDiff = header(changeSet).isOfDiff();
        byDiff = byDiff || isOfDiff;
        for (Change change : changeSet.getChanges()) {
            if (isOfDiff) {
                namesOfEntities(change, header(changeSet)).forEach(names::add);
            }
            if (change instanceof CreateViewChange view) {
                created.add(name(view.getSchemaName(), view.getViewName()));
            } else if (change instanceof DropViewChange view) {
                dropped.add(name(view.getSchemaName(), view.getViewName()));
            } else if (change instanceof AbstractSQLChange sql && sql.getSql() != null) {
                SqlTokens tokens = SqlTokens.of(sql.getSql());
                schemas.addAll(tokens.nested().createdSchemas());
                created.addAll(tokens.namesAfter("create", "view"));
                created.addAll(tokens.namesAfter("create", "or", "replace", "view"));
                dropped.addAll(tokens.namesAfter("drop", "view"));
                if (isOfDiff
                        && isIndexOrExclusion(tokens)
                        && !namesOfEntities(change, header(changeSet)).isEmpty()) {
                    statements.add(sql.getSql());
                }
            }
        }
        for (String view : created) {
            if (!isOfDiff) {
                views.remove(view);
            } else if (!dropped.contains(view) && header(changeSet).names(view)) {
                views.add(view);
            }
        }
        dropped.removeAll(created);
        views.removeAll(dropped);
    }

    private List<String> namesOfEntities(Change change, MigrationHeader header) {
        return CreatedNames.of(change, names)
                .map(name -> name.toLowerCase(Locale.ROOT))
                .filter(header::isOfEntity)
                .toList();
    }

    private static String name(String schema, String local) {
        return new Name(schema, local).sql();
    }

    private static boolean isIndexOrExclusion(SqlTokens sql) {
        return sql.startWith("create") && sql.contain("index")
                || sql.startWith("alter", "table") && sql.contain("exclude");
    }

    private MigrationHeader header(ChangeSet changeSet) throws IOException {
        String file = changeSet.getFilePath();
        MigrationHeader known = headers.get(file);
        if (known == null) {
            known = MigrationHeader.of(text(file));
            headers.put(file, known);
        }
        return known;
    }

    private static String text(String file) throws IOException {
        Resource resource = Scope.getCurrentScope().getResourceAccessor().get(file);
        if (!resource.exists()) {
            return "";
        }
        try (InputStream in = resource.openInputStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
