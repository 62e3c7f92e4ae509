package com.jarvis.migrator.lint.trace;

import com.jarvis.migrator.session.SystemQuery;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the sequence behind a column continues.
 *
 * @param behind that sequence
 * @param value the next number that it gives
 */
public record NextNumber(Sequence behind, BigDecimal value) {

    /** A sequence belongs to an identity, or a default reads it. */
    private static final String ASCENDING = """
            with f (relation, number, sequence, increment) as (
              select d.refobjid, d.refobjsubid, s.seqrelid, s.seqincrement
              from pg_sequence s join pg_depend d on d.classid = 'pg_class'::regclass and d.objid = s.seqrelid and d.deptype = 'i'
              where s.seqincrement > 0
              union
              select a.adrelid, a.adnum, s.seqrelid, s.seqincrement
              from pg_sequence s join pg_depend d on d.refclassid = 'pg_class'::regclass and d.refobjid = s.seqrelid
              join pg_attrdef a on d.classid = 'pg_attrdef'::regclass and d.objid = a.oid
              where s.seqincrement > 0)
            select f.relation, f.number, f.increment, f.sequence::regclass::text as name,
              format('%I.%I', n.nspname, c.relname) as qualified, array[c.relname, t.relname]::text[] as names
            from f join pg_class c on c.oid = f.sequence join pg_namespace n on n.oid = c.relnamespace
            join pg_class t on t.oid = f.relation
            order by f.relation, f.number""";

    /**
     * A sequence that counts up, and a column that it numbers.
     *
     * @param column {@code pg_attribute.attnum}
     * @param name as SQL writes it
     * @param names that of the sequence and that of the table, without schema and quotes
     */
    public record Sequence(
            long table, int column, String name, String qualifiedName, List<String> names, long increment) {

        /** Whether a statement makes it the column's, or says where it continues. */
        public boolean isSetBy(TracedStatement statement) {
            return statement
                            .alteredColumns()
                            .filter(c -> c.table().oid() == table && c.after().number() == column)
                            .anyMatch(NextNumber::isNewlyNumbered)
                    || restarts(statement) && names.stream().anyMatch(statement.code()::mentions);
        }
    }

    /** Those that a migration may have set. */
    public static List<NextNumber> read(Connection connection, List<TracedStatement> statements) throws SQLException {
        List<NextNumber> numbers = new ArrayList<>();
        if (statements.stream()
                .noneMatch(s -> restarts(s) || s.alteredColumns().anyMatch(NextNumber::isNewlyNumbered))) {
            return numbers;
        }
        for (Sequence sequence : SystemQuery.list(
                connection,
                ASCENDING,
                row -> new Sequence(
                        row.getLong("relation"),
                        row.getInt("number"),
                        row.getString("name"),
                        row.getString("qualified"),
                        List.of((String[]) row.getArray("names").getArray()),
                        row.getLong("increment")))) {
            if (statements.stream().anyMatch(sequence::isSetBy)) {
                numbers.add(new NextNumber(
                        sequence,
                        SystemQuery.one(
                                connection,
                                "select last_value + case when is_called then %d else 0 end from %s"
                                        .formatted(sequence.increment, sequence.qualifiedName),
                                row -> row.getBigDecimal(1))));
            }
        }
        return numbers;
    }

    private static boolean restarts(TracedStatement statement) {
        return statement.code().contain("restart") && !statement.code().contain("restart", "identity");
    }

    private static boolean isNewlyNumbered(ColumnChange change) {
        return !change.before().isNumbered() && change.after().isNumbered();
    }
}
