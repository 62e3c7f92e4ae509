package com.jarvis.migrator.diff;

import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.CompositeType;
import com.jarvis.migrator.catalog.Domain;
import com.jarvis.migrator.catalog.Table;
import java.util.regex.Pattern;

/**
 * Times without a precision and with 6 digits have the same values: PostgreSQL keeps microseconds (manual, 8.5). Hibernate writes
 * its default precision, {@code timestamp(6)}, and people write {@code timestamp}.
 */
final class TimeSpellings {

    private static final Pattern SIX_DIGITS = Pattern.compile("^(timestamp|time|interval(?: [a-z]+)*)\\(6\\)");

    private TimeSpellings() {}

    /** The model, with its times written as in the live catalog where they are the same. */
    static Catalog asIn(Catalog live, Catalog model) {
        return model.withTables(model.tables().stream()
                        .map(table -> live.table(table.name())
                                .map(found -> asIn(found, table))
                                .orElse(table))
                        .toList())
                .withComposites(model.composites().stream()
                        .map(type -> live.composites().stream()
                                .filter(found -> found.name().equals(type.name()))
                                .findFirst()
                                .map(found -> asIn(found, type))
                                .orElse(type))
                        .toList())
                .withDomains(model.domains().stream()
                        .map(domain -> live.domain(domain.name())
                                .map(found -> asIn(found, domain))
                                .orElse(domain))
                        .toList());
    }

    private static Table asIn(Table live, Table model) {
        return model.withColumns(model.columns().stream()
                .map(column -> live.column(column.name())
                        .map(Column::type)
                        .filter(type -> isSame(type, column.type()))
                        .map(column::withType)
                        .orElse(column))
                .toList());
    }

    private static CompositeType asIn(CompositeType live, CompositeType model) {
        return model.withAttributes(model.attributes().stream()
                .map(attribute -> live.attributes().stream()
                        .filter(found ->
                                found.name().equals(attribute.name()) && isSame(found.type(), attribute.type()))
                        .findFirst()
                        .map(found -> attribute.withType(found.type()))
                        .orElse(attribute))
                .toList());
    }

    private static Domain asIn(Domain live, Domain model) {
        return isSame(live.base(), model.base()) ? model.over(live.base(), model.defaultValue()) : model;
    }

    /** Whether two types, as {@code format_type()} prints them, are one type of time. */
    static boolean isSame(String one, String other) {
        return plain(one).equals(plain(other));
    }

    private static String plain(String type) {
        return SIX_DIGITS.matcher(type).replaceFirst("$1");
    }
}
