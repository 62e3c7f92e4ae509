package com.jarvis.migrator.catalog.reader;

import com.jarvis.migrator.catalog.Schemas;
import com.jarvis.migrator.catalog.Sequence;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/** Reads sequences, including those of serial and identity columns. */
final class SequenceReader {

    private static final String SEQUENCES = """
            select n.nspname, c.relname, format_type(s.seqtypid, null) as type, s.seqstart, s.seqincrement, s.seqmin,
                   s.seqmax, s.seqcache, s.seqcycle, %s as comment,
                   d.deptype, tn.nspname as owner_schema, t.relname as owner_table, a.attname as owner_column
            from pg_sequence s
            join pg_class c on c.oid = s.seqrelid
            join pg_namespace n on n.oid = c.relnamespace
            left join pg_depend d on d.classid = 'pg_class'::regclass and d.objid = c.oid
                 and d.refclassid = 'pg_class'::regclass and d.refobjsubid > 0 and d.deptype in ('a', 'i')
            left join pg_class t on t.oid = d.refobjid
            left join pg_namespace tn on tn.oid = t.relnamespace
            left join pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid
            where n.nspname = any (?)
              and not exists (select from pg_depend e where e.classid = 'pg_class'::regclass and e.objid = c.oid and e.deptype = 'e')
            order by 1, 2""".formatted(Rows.comment("pg_class", "c.oid"));

    /**
     * A sequence.
     *
     * @param ofIdentity whether it belongs to an identity column
     */
    record Found(Sequence sequence, boolean ofIdentity) {}

    private final Connection connection;
    private final Schemas schemas;

    SequenceReader(Connection connection, Schemas schemas) {
        this.connection = connection;
        this.schemas = schemas;
    }

    List<Found> read() throws SQLException {
        return Rows.query(connection, schemas, SEQUENCES, this::found);
    }

    private Found found(ResultSet row) throws SQLException {
        Sequence.Owner owner = row.getString("owner_table") == null
                ? null
                : new Sequence.Owner(
                        schemas.name(row.getString("owner_schema"), row.getString("owner_table")),
                        row.getString("owner_column"));
        Sequence sequence = new Sequence(
                schemas.name(row.getString("nspname"), row.getString("relname")),
                row.getString("type"),
                row.getLong("seqstart"),
                row.getLong("seqincrement"),
                row.getLong("seqmin"),
                row.getLong("seqmax"),
                row.getLong("seqcache"),
                row.getBoolean("seqcycle"),
                owner,
                row.getString("comment"));
        return new Found(sequence, "i".equals(row.getString("deptype")));
    }
}
