package com.jarvis.migrator.ddl;

import static com.jarvis.migrator.sql.Identifiers.literal;

import com.jarvis.migrator.catalog.EnumType;
import com.jarvis.migrator.operation.Operation.Alter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Statements for enum types. Labels are only added: {@code EnumDiff} rebuilds a type whose labels were removed or moved. */
final class EnumTypeDdl extends ObjectDdl<EnumType> {

    @Override
    List<String> create(EnumType type) {
        return withComment(
                "create type " + type.name().sql() + " as enum (" + Ddl.literals(type.labels()) + ")",
                "type " + type.name().sql(),
                type.comment());
    }

    @Override
    String drop(EnumType type) {
        return drop("type", type.name());
    }

    @Override
    List<String> alter(Alter<EnumType> alter) {
        EnumType before = alter.before();
        EnumType after = alter.after();
        List<String> statements = new ArrayList<>();
        String name = after.name().sql();
        for (int i = 0; i < after.labels().size(); i++) {
            String label = after.labels().get(i);
            if (!before.labels().contains(label)) {
                String place = i > 0
                        ? " after " + literal(after.labels().get(i - 1))
                        : " before " + literal(before.labels().get(0));
                boolean last = i >= before.labels().size()
                        && before.labels()
                                .equals(after.labels()
                                        .subList(0, before.labels().size()));
                statements.add("alter type " + name + " add value " + literal(label) + (last ? "" : place));
            }
        }
        if (!Objects.equals(before.comment(), after.comment())) {
            statements.add(comment("type " + name, after.comment()));
        }
        return statements;
    }

    @Override
    String rename(EnumType before, EnumType after) {
        return rename("type", before.name(), after.name());
    }
}
