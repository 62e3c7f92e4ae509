package com.jarvis.migrator.diff;

import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.catalog.Name;
import com.jarvis.migrator.catalog.SchemaObject;
import com.jarvis.migrator.operation.NamesBefore;
import com.jarvis.migrator.operation.Operation;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.Predicate;

/**
 * What stays in a database although its model does not have it. By default, nothing does: a schema that migrations made is the
 * model's, and nothing else.
 *
 * @param keeps whether a part stays that the live database has and the model does not
 * @param keepsName whether a live constraint or index keeps its name; the second is the model's, which differs in its name alone
 * @param annotations the annotations that name tables of the model, for those that {@code @Table} does not name
 */
public record Adoption(
        Predicate<Part> keeps, BiPredicate<SchemaObject, SchemaObject> keepsName, Map<Name, String> annotations) {

    /** Nothing stays. */
    public static final Adoption STRICT = new Adoption(part -> false, (found, wanted) -> false);

    /** Everything stays, under its own name. */
    public static final Adoption ALL = new Adoption(part -> true, (found, wanted) -> true);

    public Adoption(Predicate<Part> keeps, BiPredicate<SchemaObject, SchemaObject> keepsName) {
        this(keeps, keepsName, Map.of());
    }

    /** The same, for a model with tables that these annotations name. */
    public Adoption describing(Map<Name, String> tables) {
        return this == STRICT ? this : new Adoption(keeps, keepsName, tables);
    }

    /** The model, with what stays. */
    public Kept keep(Catalog live, Catalog model) {
        return this == STRICT ? new Kept(model, List.of()) : new KeptModel(live, model, this).result();
    }

    /** The same, after these renames of tables and columns. */
    public Adoption after(List<Operation> renames) {
        if (this == STRICT || renames.isEmpty()) {
            return this;
        }
        NamesBefore names = new NamesBefore(renames);
        return new Adoption(part -> keeps.test(part.before(names)), keepsName, annotations);
    }

    /**
     * A model with what stays.
     *
     * @param parts what stays although the model does not have it
     */
    public record Kept(Catalog model, List<KeptPart> parts) {}
}
