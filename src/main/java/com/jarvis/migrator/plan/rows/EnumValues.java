package com.jarvis.migrator.plan.rows;

import static com.jarvis.migrator.sql.Identifiers.quote;

import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.Domain;
import com.jarvis.migrator.catalog.EnumType;
import com.jarvis.migrator.ddl.Ddl;
import com.jarvis.migrator.sql.PrintedTypes;
import java.util.Objects;
import java.util.stream.Collectors;

/** Finds values that an enum type loses within other values of a column: in an array, a composite type or a domain. */
record EnumValues(Catalog live, EnumType after) {

    /** The condition that the column contains such a value; null if its type cannot. */
    String in(Column column) {
        return in(quote(column.name()), column.type());
    }

    private String in(String value, String type) {
        if (type.endsWith("[]")) {
            String element = in("jarvis_element", type.substring(0, type.length() - 2));
            return element == null
                    ? null
                    : "exists (select from unnest(" + value + ") jarvis_element where " + element + ")";
        } else if (PrintedTypes.isOf(type, after.name().sql())) {
            return value + "::text not in (" + Ddl.literals(after.labels()) + ")";
        }
        for (Domain domain : live.domains()) {
            if (PrintedTypes.isOf(type, domain.name().sql())) {
                return in("(" + value + ")::" + domain.base(), domain.base());
            }
        }
        String parts = live.composites().stream()
                .filter(whole -> PrintedTypes.isOf(type, whole.name().sql()))
                .flatMap(whole -> whole.attributes().stream())
                .map(part -> in("(" + value + ")." + quote(part.name()), part.type()))
                .filter(Objects::nonNull)
                .collect(Collectors.joining(" or "));
        return parts.isEmpty() ? null : "(" + parts + ")";
    }
}
