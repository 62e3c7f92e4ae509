package com.jarvis.migrator.diff;

import java.io.Serializable;

/**
 * A part that the live database has and the model has not, and that stays.
 *
 * @param annotation how an entity would have it, as it is written in Java; null if none can
 */
public record KeptPart(Part part, String annotation) implements Serializable {}
