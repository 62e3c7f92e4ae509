package com.jarvis.migrator.diff;

import static com.jarvis.migrator.sql.Identifiers.sequenceName;

import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.Name;
import com.jarvis.migrator.catalog.Sequence;
import com.jarvis.migrator.catalog.Table;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Renames the sequences of tables and columns that are renamed: those of identities and serials, and those named after a table. */
final class SequenceRenames {

    private final Catalog live;
    private final Catalog model;
    private final Map<Name, Name> tables;
    private final NameLedger ledger;
    private final Set<Sequence> aside = new LinkedHashSet<>();

    /** @param tables the new names of the tables that are renamed */
    SequenceRenames(Catalog live, Catalog model, Map<Name, Name> tables, NameLedger ledger) {
        this.live = live;
        this.model = model;
        this.tables = tables;
        this.ledger = ledger;
    }

    /** The sequences of identity and serial columns, which move to another schema along with their table. */
    Stream<Sequence> of(Table table) {
        return Stream.concat(
                table.columns().stream()
                        .filter(column -> column.identity() != null)
                        .map(column -> column.identity().sequence()),
                live.sequences().stream()
                        .filter(sequence -> sequence.owner() != null
                                && sequence.owner().table().equals(table.name())));
    }

    /** Gives temporary names to the sequences of a table that has one itself, or that is about to move to a schema. */
    void stepAside(Table table) {
        of(table).forEach(this::stepAside);
        Name to = tables.get(table.name());
        live.sequences().stream()
                .filter(sequence -> independent(sequence, table, to).isPresent())
                .forEach(this::stepAside);
    }

    private void stepAside(Sequence sequence) {
        aside.add(sequence);
        ledger.stepAside(sequence);
    }

    /** The table has moved to another schema. */
    void move(Table table, String schema) {
        of(table).forEach(sequence -> ledger.moved(sequence.name(), schema));
    }

    /** Renames the sequences of a table that has its new name. */
    void follow(Table table) {
        table.columns().forEach(column -> follow(table, column));
        Name to = ledger.now(table.name());
        for (Sequence sequence : live.sequences()) {
            independent(sequence, table, to).ifPresent(wanted -> ledger.rename(sequence, wanted));
        }
    }

    /**
     * Renames the sequence of a column after a rename of it or its table: that of an identity if it has the name that PostgreSQL
     * chose, that of a serial if the model has the new name. It keeps its name if another sequence has the new one already, since
     * names are truncated at 63 bytes.
     */
    void follow(Table table, Column column) {
        Sequence.Owner owner = new Sequence.Owner(ledger.now(table.name()), ledger.now(column));
        if (column.identity() != null) {
            Sequence sequence = column.identity().sequence();
            Name wanted =
                    new Name(owner.table().schema(), sequenceName(owner.table().local(), owner.column()));
            if (sequence.name().local().equals(sequenceName(table.name().local(), column.name()))) {
                rename(sequence, wanted);
            }
        }
        Sequence.Owner before = new Sequence.Owner(table.name(), column.name());
        live.sequences().stream()
                .filter(found -> before.equals(found.owner()))
                .forEach(found -> model.sequences().stream()
                        .filter(wanted -> owner.equals(wanted.owner()))
                        .forEach(wanted -> rename(found, wanted.name())));
    }

    private void rename(Sequence sequence, Name wanted) {
        if (!ledger.now(sequence.name()).equals(wanted) && isFree(wanted)) {
            ledger.rename(sequence, wanted);
        }
    }

    /** The name in the model of an independent sequence (GenerationType.SEQUENCE) that is named after the table. */
    private Optional<Name> independent(Sequence sequence, Table table, Name to) {
        String prefix = table.name().local();
        String name = sequence.name().local();
        if (sequence.owner() != null
                || !name.startsWith(prefix + "_")
                || has(model, sequence.name()) && !isTaken(sequence)) {
            return Optional.empty();
        }
        String other = to.local() + name.substring(prefix.length());
        return Stream.of(new Name(to.schema(), other), sequence.name().sibling(other))
                .filter(wanted -> has(model, wanted))
                .findFirst();
    }

    /** Whether the sequence of another table that is renamed gets the name. */
    private boolean isTaken(Sequence sequence) {
        return tables.entrySet().stream().anyMatch(renamed -> {
            String to = renamed.getValue().local();
            String name = sequence.name().local();
            return name.startsWith(to + "_")
                    && has(live, sequence.name().sibling(renamed.getKey().local() + name.substring(to.length())));
        });
    }

    /** Gives sequences that stepped aside and did not get another name their own back. */
    void restore() {
        for (Sequence sequence : aside) {
            if (ledger.isAside(sequence.name())) {
                rename(
                        sequence,
                        ledger.now(sequence.name()).sibling(sequence.name().local()));
            }
        }
    }

    private static boolean has(Catalog catalog, Name sequence) {
        return catalog.sequences().stream().anyMatch(s -> s.name().equals(sequence));
    }

    private boolean isFree(Name name) {
        return all().map(sequence -> ledger.now(sequence.name())).noneMatch(name::equals);
    }

    /** All sequences of the live database. */
    Stream<Sequence> all() {
        return Stream.concat(
                live.tables().stream()
                        .flatMap(table -> table.columns().stream())
                        .filter(column -> column.identity() != null)
                        .map(column -> column.identity().sequence()),
                live.sequences().stream());
    }
}
