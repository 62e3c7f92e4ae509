package com.jarvis.migrator.compare;

import com.jarvis.migrator.diff.KeptPart;
import java.util.List;

/**
 * A live database that matches its model.
 *
 * @param leftAlone the live objects that entities cannot describe, as kind and name
 * @param kept what the live database has in addition to the model, and keeps
 */
public record Unchanged(List<String> leftAlone, List<KeptPart> kept) {}
