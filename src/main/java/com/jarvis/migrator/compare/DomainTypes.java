package com.jarvis.migrator.compare;

import com.jarvis.migrator.MigratorException;
import com.jarvis.migrator.Printable;
import com.jarvis.migrator.catalog.Domain;
import com.jarvis.migrator.operation.Operation;
import com.jarvis.migrator.operation.Operation.AlterDomain;
import com.jarvis.migrator.operation.OperationText;
import java.util.List;

/** Refuses a new type or collation of a domain: PostgreSQL cannot change them (manual, ALTER DOMAIN). */
final class DomainTypes {

    private DomainTypes() {}

    /** @throws MigratorException if a domain has another type or collation in the model */
    static void requireUnchanged(List<Operation> operations) throws MigratorException {
        for (Operation operation : operations) {
            if (operation instanceof AlterDomain alter && !type(alter.before()).equals(type(alter.after()))) {
                throw new MigratorException(
                        """
                        Domain %1$s has the type %2$s in the database and %3$s in the model.
                        PostgreSQL cannot change the type of a domain, so nothing was written. Create a domain with another name, and
                        convert the columns to it in a hand-written migration:
                          mvn compile liquibase:diff -Dempty -Dmessage="replace domain %1$s\"""".formatted(alter.after().label(), type(alter.before()), type(alter.after())));
            }
        }
    }

    private static String type(Domain domain) {
        return Printable.line(OperationText.type(domain.base())
                + (domain.collation() == null ? "" : " collate " + domain.collation()));
    }
}
