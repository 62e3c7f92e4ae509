package com.jarvis.migrator.compare;

import com.jarvis.migrator.catalog.Catalog;
import com.jarvis.migrator.operation.Operations;
import java.util.List;

/**
 * What came of a comparison.
 *
 * @param model all that the model makes, as PostgreSQL prints it
 * @param live what of the live catalog the operations concern; all of it where there are none
 * @param desired what of the model they concern
 * @param operations the steps from the live database to the model; none where it matches
 * @param leftAlone what the live database has and no entity can describe, as kind and name
 */
public record Difference(Catalog model, Catalog live, Catalog desired, Operations operations, List<String> leftAlone) {}
