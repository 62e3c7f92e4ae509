package com.jarvis.migrator.diff;

import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.Name;
import com.jarvis.migrator.catalog.Schema;
import com.jarvis.migrator.catalog.SchemaObject;
import com.jarvis.migrator.catalog.Table;
import com.jarvis.migrator.operation.Operation;
import com.jarvis.migrator.operation.Operation.Create;
import com.jarvis.migrator.operation.Operation.Rename;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The steps that rename tables and columns, also into another schema, together with the sequences named after them.
 * Constraints and indexes are compared afterwards, and renamed if only their names differ. What has the name that another object
 * gets steps aside, so that tables and columns can swap their names.
 */
final class RenameSteps {

    private final Catalog live;
    private final NameLedger ledger;
    private final SequenceRenames sequences;

    /** @param tables the new names of the tables that are renamed */
    RenameSteps(Catalog live, Catalog model, Map<Name, Name> tables, FreeNames names) {
        this.live = live;
        this.ledger = new NameLedger(names);
        this.sequences = new SequenceRenames(live, model, tables, ledger);
    }

    /**
     * The steps, in the order of the renames where the new names are free by then.
     *
     * @param renames of live tables, and of columns of live tables
     */
    List<Operation> of(List<Rename> renames) {
        List<Rename> rest = new ArrayList<>(renames);
        while (!rest.isEmpty()) {
            Rename next = rest.stream()
                    .filter(rename -> blocking(rename, rest).isEmpty())
                    .findFirst()
                    .orElse(rest.get(0));
            blocking(next, rest).ifPresent(this::stepAside);
            rest.remove(next);
            if (next.before() instanceof Table table) {
                rename(table, ((Table) next.after()).name());
            } else {
                Column column = (Column) next.before();
                ledger.rename(column, ((Column) next.after()).name());
                live.table(column.table()).ifPresent(table -> sequences.follow(table, column));
            }
        }
        sequences.restore();
        return ledger.steps();
    }

    /** What has the new name of a table or column until a later rename. */
    private Optional<SchemaObject> blocking(Rename rename, List<Rename> rest) {
        SchemaObject after = rename.after();
        String wanted = after instanceof Column column
                ? column.in(ledger.now(column.table())).label()
                : after.label();
        return rest.stream()
                .map(Rename::before)
                .filter(other -> other != rename.before()
                        && other.getClass() == after.getClass()
                        && ledger.label(other).equals(wanted))
                .findFirst();
    }

    private void stepAside(SchemaObject object) {
        if (object instanceof Table table) {
            ledger.stepAside(table);
            sequences.stepAside(table);
        } else {
            ledger.stepAside((Column) object);
        }
    }

    private void rename(Table table, Name to) {
        if (to.schema() != null
                && live.schemas().stream().noneMatch(schema -> schema.name().equals(to.schema()))) {
            ledger.add(new Create(new Schema(to.schema())));
        }
        relations().filter(object -> ledger.now(object.relation()).equals(to)).forEach(ledger::stepAside);
        if (!Objects.equals(ledger.now(table.name()).schema(), to.schema())) {
            makeRoomIn(to.schema(), table);
        }
        ledger.rename(table, to);
        sequences.follow(table);
    }

    /** The indexes and sequences of a table move along with it, and none of the new schema may have their names. */
    private void makeRoomIn(String schema, Table table) {
        ofTable(table)
                .filter(index -> isUsed(new Name(schema, index.relation().local())))
                .forEach(ledger::stepAside);
        if (sequences
                .of(table)
                .anyMatch(sequence -> isUsed(new Name(schema, sequence.name().local())))) {
            sequences.stepAside(table);
        }
        sequences.move(table, schema);
    }

    private boolean isUsed(Name name) {
        return Stream.concat(relations(), live.tables().stream())
                .anyMatch(object -> ledger.now(object.relation()).equals(name));
    }

    /** The indexes, sequences and types that can step aside: the comparison finds them under their temporary names. */
    private Stream<SchemaObject> relations() {
        return Stream.of(
                        live.tables().stream().flatMap(RenameSteps::ofTable),
                        sequences.all(),
                        live.enums().stream(),
                        live.composites().stream())
                .flatMap(objects -> objects);
    }

    private static Stream<SchemaObject> ofTable(Table table) {
        return Stream.<SchemaObject>concat(table.indexes().stream(), table.constraints().stream())
                .filter(object -> object.relation() != null);
    }
}
