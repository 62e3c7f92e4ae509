package com.jarvis.migrator.plan.rows;

/**
 * How many rows a {@link KeyTranslation} would not keep as they are.
 *
 * @param differing rows with another value in an existing column that the key gains; negative if that is not known
 * @param without rows that refer to one that has no new value
 * @param dangling rows that refer to none, which a foreign key that is not valid permits
 */
record KeyLosses(long differing, long without, long dangling) {

    /** Whether rows would refer to nothing. */
    boolean isSome() {
        return without + dangling > 0;
    }
}
