package com.jarvis.migrator.diff;

import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.catalog.EnumType;
import com.jarvis.migrator.catalog.Name;
import com.jarvis.migrator.catalog.SchemaObject;
import com.jarvis.migrator.catalog.Sequence;
import com.jarvis.migrator.operation.Operation;
import com.jarvis.migrator.operation.Operation.AlterEnumType;
import com.jarvis.migrator.operation.Operation.Rename;
import com.jarvis.migrator.operation.Operations;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The differences between the live catalog and the model's, as operations in an executable order. Objects that entities
 * cannot describe are left alone, unless a migration created them for entities: partial and expression indexes, exclusion
 * constraints, views that no entity maps, and comments on anything but tables and columns.
 */
public final class CatalogDiff {

    private final Catalog live;
    private final Catalog model;
    private final CreatedObjects created;
    private final FreeNames names;
    private final Operations operations;
    private final List<String> leftAlone;

    /** Compares the live catalog with the model's. */
    public CatalogDiff(Catalog live, Catalog model) {
        this(live, model, CreatedObjects.NONE);
    }

    /** @param created what belongs to the model even if it does not contain it any more */
    public CatalogDiff(Catalog live, Catalog model, CreatedObjects created) {
        this(live, model, created, name -> false);
    }

    /**
     * Compares the live catalog with the model's.
     *
     * @param created what belongs to the model even if it does not contain it any more
     * @param isTaken whether a relation or type that the catalogs do not contain has this name in the live database
     */
    public CatalogDiff(Catalog live, Catalog model, CreatedObjects created, Predicate<Name> isTaken) {
        this.live = live;
        this.created = created;
        this.model = TimeSpellings.asIn(live, model);
        this.names = new FreeNames(live, this.model, isTaken);
        EnumDiff enums = new EnumDiff(live, this.model);
        PhasedDiff diff = differences(this.model, created, enums.toRebuild(), enums.toExtend());
        this.leftAlone = diff.leftAlone();
        this.operations = diff.operations().withLastInDowngrade(withoutAddedValues(enums.toExtend()));
    }

    /** The steps from the live catalog to the model's; none if they are equal. */
    public Operations operations() {
        return operations;
    }

    /** The live objects that entities cannot describe, as kind and name. */
    public List<String> leftAlone() {
        return leftAlone;
    }

    /** The differences, after everything has stepped aside whose name is used before it is dropped. */
    private PhasedDiff differences(
            Catalog wanted, CreatedObjects created, List<EnumType> toRebuild, List<AlterEnumType> toExtend) {
        List<Rename> aside = new ArrayList<>();
        while (true) {
            PhasedDiff diff = new PhasedDiff(live, wanted, created, aside, toRebuild, toExtend, names);
            List<SchemaObject.Named> inTheWay =
                    NameCollisions.of(live, diff.operations().upgrade());
            if (inTheWay.isEmpty()) {
                return diff;
            }
            inTheWay.forEach(object -> aside.add(new Rename(object, RenamedCatalog.named(object, aside(object)))));
        }
    }

    /** The name that an object gets when it steps aside. The sequence of an identity that stays gets its name in the model. */
    private Name aside(SchemaObject.Named object) {
        Optional<Name> wanted = object instanceof Sequence sequence && sequence.owner() != null
                ? model.table(sequence.owner().table())
                        .flatMap(table -> table.column(sequence.owner().column()))
                        .map(FreeNames::identity)
                : Optional.empty();
        return wanted.filter(name -> !name.equals(object.name())).orElseGet(() -> names.old(object.name()));
    }

    /** The steps that remove the added values at the end of the downgrade. Each type is rebuilt on its own. */
    private List<Operation> withoutAddedValues(List<AlterEnumType> toExtend) {
        List<Operation> downgrade = new ArrayList<>();
        for (AlterEnumType alter : toExtend) {
            Catalog extended = live.withEnums(live.enums().stream()
                    .map(type -> type.equals(alter.before()) ? alter.after() : type)
                    .toList());
            downgrade.addAll(
                    0,
                    differences(extended, CreatedObjects.NONE, List.of(alter.before()), List.of())
                            .operations()
                            .downgrade());
        }
        return downgrade;
    }
}
