package com.jarvis.migrator.plan.rows;

import com.jarvis.migrator.catalog.Column;
import com.jarvis.migrator.catalog.Constraint;
import com.jarvis.migrator.catalog.Index;
import com.jarvis.migrator.operation.Operation;
import com.jarvis.migrator.operation.Operation.AlterColumn;
import com.jarvis.migrator.operation.Operation.Create;
import com.jarvis.migrator.operation.Operation.Drop;
import java.util.List;

/** Where the old and the new columns of a foreign key exist at the same time, and no constraint rejects its values. */
final class TranslationPlace {

    private TranslationPlace() {}

    /** After the columns have been added and changed, and before any is dropped. */
    static int inUpgrade(List<Operation> upgrade) {
        int place = 0;
        while (place < upgrade.size() && !isDropOfColumn(upgrade.get(place)) && !isCreateOfKey(upgrade.get(place))) {
            place++;
        }
        return place;
    }

    /** The same place in the other direction. */
    static int inDowngrade(List<Operation> downgrade) {
        int place = 0;
        for (int i = 0; i < downgrade.size(); i++) {
            if (downgrade.get(i) instanceof Create create
                    && create.object() instanceof Column column
                    && column.generated() == null) {
                place = i + 1;
            }
        }
        while (place < downgrade.size()
                && !(downgrade.get(place) instanceof AlterColumn)
                && !isDropOfColumn(downgrade.get(place))
                && !isCreateOfKey(downgrade.get(place))) {
            place++;
        }
        return place;
    }

    private static boolean isDropOfColumn(Operation operation) {
        return operation instanceof Drop drop && drop.object() instanceof Column column && column.generated() == null;
    }

    private static boolean isCreateOfKey(Operation operation) {
        return operation instanceof Create create
                && (create.object() instanceof Constraint || create.object() instanceof Index);
    }
}
