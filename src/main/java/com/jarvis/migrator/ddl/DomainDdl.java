package com.jarvis.migrator.ddl;

import static com.jarvis.migrator.sql.Identifiers.quote;

import com.jarvis.migrator.catalog.Domain;
import com.jarvis.migrator.catalog.Domain.Check;
import com.jarvis.migrator.operation.Operation.Alter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Statements for domains. */
final class DomainDdl extends ObjectDdl<Domain> {

    @Override
    List<String> create(Domain domain) {
        StringBuilder sql = new StringBuilder("create domain " + domain.name().sql() + " as " + domain.base());
        if (domain.collation() != null) {
            sql.append(" collate ").append(domain.collation());
        }
        if (domain.defaultValue() != null) {
            sql.append(" default ").append(domain.defaultValue());
        }
        if (domain.notNull()) {
            sql.append(" not null");
        }
        domain.checks().forEach(check -> sql.append(' ').append(constraint(check)));
        return withComment(sql.toString(), "domain " + domain.name().sql(), domain.comment());
    }

    private static String constraint(Check check) {
        return "constraint " + quote(check.name()) + " check ("
                + check.condition().sql() + ")";
    }

    @Override
    String drop(Domain domain) {
        return drop("domain", domain.name());
    }

    /** CHECKs go first and come last: a new default has to satisfy the CHECKs that stay. */
    @Override
    List<String> alter(Alter<Domain> alter) {
        Domain before = alter.before();
        Domain after = alter.after();
        String domain = "alter domain " + after.name().sql();
        List<String> statements = new ArrayList<>();
        before.checks().stream()
                .filter(check -> !after.checks().contains(check))
                .forEach(check -> statements.add(domain + " drop constraint " + quote(check.name())));
        if (!Objects.equals(before.defaultValue(), after.defaultValue())) {
            statements.add(
                    domain + (after.defaultValue() == null ? " drop default" : " set default " + after.defaultValue()));
        }
        if (before.notNull() != after.notNull()) {
            statements.add(domain + (after.notNull() ? " set not null" : " drop not null"));
        }
        after.checks().stream()
                .filter(check -> !before.checks().contains(check))
                .forEach(check -> statements.add(domain + " add " + constraint(check)));
        if (!Objects.equals(before.comment(), after.comment())) {
            statements.add(comment("domain " + after.name().sql(), after.comment()));
        }
        return statements;
    }

    @Override
    String rename(Domain before, Domain after) {
        return rename("domain", before.name(), after.name());
    }
}
