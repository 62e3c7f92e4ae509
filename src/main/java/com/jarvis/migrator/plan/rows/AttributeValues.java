package com.jarvis.migrator.plan.rows;

import static com.jarvis.migrator.sql.Identifiers.quote;

import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.CompositeType;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Finds values of a composite type's attribute in columns: directly, in an array, or in another composite type.
 *
 * @param condition the condition to find, for an expression that is the attribute's value
 */
record AttributeValues(
        Catalog live, CompositeType type, CompositeType.Attribute attribute, UnaryOperator<String> condition) {

    private static final String ARRAY = "[]";

    /** The condition that the column contains such a value; null if its type cannot. */
    String in(Column column) {
        return in(quote(column.name()), column.type());
    }

    private String in(String value, String ofType) {
        if (ofType.endsWith(ARRAY)) {
            String element = in("jarvis_element", ofType.substring(0, ofType.length() - ARRAY.length()));
            return element == null
                    ? null
                    : "exists (select from unnest(" + value + ") jarvis_element where " + element + ")";
        } else if (ofType.equals(type.name().sql())) {
            return condition.apply("(" + value + ")." + quote(attribute.name()));
        }
        String parts = live.composites().stream()
                .filter(whole -> whole.name().sql().equals(ofType))
                .flatMap(whole -> whole.attributes().stream())
                .map(part -> in("(" + value + ")." + quote(part.name()), part.type()))
                .filter(Objects::nonNull)
                .collect(Collectors.joining(" or "));
        return parts.isEmpty() ? null : "(" + parts + ")";
    }
}
