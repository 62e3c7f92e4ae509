package com.jarvis.migrator.execution.loss;

/**
 * Something that statements did and that may have destroyed data.
 *
 * @param relation the oid of the table, materialized view or composite type
 * @param attribute the number of the column or attribute; 0 if it is about whole rows
 * @param type the column's new type, for {@link Kind#CONVERTED} only
 */
record Effect(Kind kind, long relation, int attribute, String type) {

    enum Kind {
        /** The table or materialized view is gone. */
        TABLE_DROPPED,
        /** The column is gone, or the attribute of a composite type. */
        COLUMN_DROPPED,
        /** The column has another type, and the table was rewritten. */
        CONVERTED,
        /** The attribute of a composite type is another one of its name, or may have got other values meanwhile. */
        ATTRIBUTE_REMADE,
        /** The table is empty or was replaced, so rows may be gone. */
        ROWS_GONE,
        /** Rows were updated or rewritten, and the column has nulls. */
        VALUES_GONE
    }

    boolean isDrop() {
        return kind == Kind.TABLE_DROPPED || kind == Kind.COLUMN_DROPPED;
    }

    /** Whether rows are rewritten or lost at once, so that nothing else may use the table. */
    boolean isExclusive() {
        return isDrop() || kind == Kind.CONVERTED || kind == Kind.ATTRIBUTE_REMADE;
    }

    static Effect table(Kind kind, long relation) {
        return new Effect(kind, relation, 0, "");
    }

    static Effect column(Kind kind, long relation, int attribute) {
        return new Effect(kind, relation, attribute, "");
    }
}
