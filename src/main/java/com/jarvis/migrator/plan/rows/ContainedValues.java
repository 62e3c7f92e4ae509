package com.jarvis.migrator.plan.rows;

import static com.jarvis.migrator.sql.Identifiers.quote;

import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.Domain;
import com.jarvis.migrator.catalog.Name;
import com.jarvis.migrator.sql.PrintedTypes;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Finds values of a type in columns: directly, in an array, in a composite type or in a domain.
 *
 * @param type the enum or composite type
 * @param condition the condition to find, for an expression that is a value of the type
 */
record ContainedValues(Catalog live, Name type, UnaryOperator<String> condition) {

    /** The condition that the column contains such a value; null if its type cannot. */
    String in(Column column) {
        return in(quote(column.name()), column.type());
    }

    private String in(String value, String ofType) {
        if (ofType.endsWith("[]")) {
            String element = in("jarvis_element", ofType.substring(0, ofType.length() - 2));
            return element == null
                    ? null
                    : "exists (select from unnest(" + value + ") jarvis_element where " + element + ")";
        } else if (PrintedTypes.isOf(ofType, type.sql())) {
            return condition.apply(value);
        }
        for (Domain domain : live.domains()) {
            if (PrintedTypes.isOf(ofType, domain.name().sql())) {
                return in("(" + value + ")::" + domain.base(), domain.base());
            }
        }
        String parts = live.composites().stream()
                .filter(whole -> PrintedTypes.isOf(ofType, whole.name().sql()))
                .flatMap(whole -> whole.attributes().stream())
                .map(part -> in("(" + value + ")." + quote(part.name()), part.type()))
                .filter(Objects::nonNull)
                .collect(Collectors.joining(" or "));
        return parts.isEmpty() ? null : "(" + parts + ")";
    }
}
