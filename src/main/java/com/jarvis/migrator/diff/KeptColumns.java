package com.jarvis.migrator.diff;

import static com.jarvis.migrator.diff.Parts.property;

import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Columns of a table of the model, with what the live ones have in addition and what stays. */
final class KeptColumns {

    private final Predicate<Part> keeps;

    /** @param keeps whether a part stays; called once for each part that the model lacks */
    KeptColumns(Predicate<Part> keeps) {
        this.keeps = keeps;
    }

    List<Column> of(Table live, Table model) {
        List<Column> columns = new ArrayList<>();
        for (Column wanted : model.columns()) {
            columns.add(live.column(wanted.name())
                    .map(found -> keeping(found, wanted))
                    .orElse(wanted));
        }
        List<Column> extra = live.columns().stream()
                .filter(column -> model.column(column.name()).isEmpty())
                .toList();
        for (Column found : extra) {
            boolean canStay = found.references().columns().stream()
                    .allMatch(used -> columns.stream()
                                    .anyMatch(column -> column.name().equals(used))
                            || extra.stream().anyMatch(column -> column.name().equals(used)));
            if (canStay && keeps.test(Parts.column(found))) {
                columns.add(found);
            }
        }
        return columns;
    }

    private Column keeping(Column found, Column wanted) {
        if (found.generated() != null || wanted.generated() != null) {
            return wanted;
        }
        Column kept = type(found, wanted);
        if (found.notNull() && !wanted.notNull() && keeps.test(property(found, "not null"))) {
            kept = kept.withNotNull(true);
        }
        return comment(found, numbers(found, kept));
    }

    private Column type(Column found, Column wanted) {
        boolean isWider = WiderTypes.isWider(found.type(), wanted.type());
        Column kept = isWider && keeps.test(Parts.type(found)) ? wanted.withType(found.type()) : wanted;
        return found.collation() != null
                        && wanted.collation() == null
                        && found.type().equals(kept.type())
                        && keeps.test(property(found, "collation"))
                ? kept.withCollation(found.collation())
                : kept;
    }

    /** The default and the identity. A default is written for the type, so it goes with that. */
    private Column numbers(Column found, Column wanted) {
        if (wanted.identity() != null && found.identity() != null) {
            boolean always = wanted.identity().always()
                    || found.identity().always() && keeps.test(property(found, "generated always"));
            return wanted.withIdentity(new Column.Identity(
                    always,
                    KeptSequences.keeping(
                            found.identity().sequence(),
                            wanted.identity().sequence(),
                            keeps,
                            part -> property(found, part.what()))));
        }
        boolean isSameType = withoutLength(found.type()).equals(withoutLength(wanted.type()));
        if (wanted.identity() != null) {
            return isSameType && Parts.isSerial(found) && keeps.test(property(found, "sequence"))
                    ? wanted.withIdentity(null).withDefault(found.defaultValue())
                    : wanted;
        }
        if (wanted.defaultValue() != null || !isSameType) {
            return wanted;
        }
        if (found.defaultValue() != null && keeps.test(property(found, "default"))) {
            return wanted.withDefault(found.defaultValue());
        }
        return found.identity() != null && !found.identity().always() && keeps.test(property(found, "identity"))
                ? wanted.withIdentity(found.identity())
                : wanted;
    }

    /** A default fits, whatever the length or the precision is. */
    private static String withoutLength(String type) {
        return type.replaceFirst("\\([0-9,]+\\)", "");
    }

    private Column comment(Column found, Column wanted) {
        return found.comment() != null && wanted.comment() == null && keeps.test(property(found, "comment"))
                ? wanted.withComment(found.comment())
                : wanted;
    }
}
