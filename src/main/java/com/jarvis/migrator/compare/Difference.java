package com.jarvis.migrator.compare;

import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.diff.KeptPart;
import com.jarvis.migrator.operation.Operation;
import com.jarvis.migrator.operation.Operations;
import java.util.List;

/**
 * The result of a comparison.
 *
 * @param model the whole catalog of the model, as PostgreSQL prints it
 * @param live the part of the live catalog that the operations affect; all of it if there are none
 * @param desired the part of the model that they affect
 * @param operations the steps from the live database to the model; none if they match
 * @param leftAlone the live objects that entities cannot describe, as kind and name
 * @param kept what the live database has in addition to the model, and keeps
 */
public record Difference(
        Catalog model,
        Catalog live,
        Catalog desired,
        Operations operations,
        List<String> leftAlone,
        List<KeptPart> kept) {

    /** The same difference with more operations at the end. */
    Difference then(List<Operation> more) {
        return new Difference(model, live, desired, operations.then(Operations.reversible(more)), leftAlone, kept);
    }
}
