package com.jarvis.migrator.execution.loss;

import static com.jarvis.migrator.sql.Identifiers.literal;

import com.jarvis.migrator.execution.loss.DataSnapshot.Attribute;
import com.jarvis.migrator.execution.loss.DataSnapshot.Relation;
import com.jarvis.migrator.execution.loss.RowReader.Refused;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.util.List;

/**
 * The values of a composite type's attribute in all columns, as text: whether they survive that the attribute gets another type or
 * another place.
 *
 * @param count of values other than null
 * @param hash of all of them
 */
record AttributeValues(long count, BigDecimal hash) {

    /** All values of that name in a column, however deep in arrays and in other types. */
    private static final String VALUES =
            "jsonb_path_query(to_jsonb(%s), ('strict $.**.' || to_json(%s::text))::jsonpath, '{}', true)";

    /**
     * A number has the same text whatever the scale of its type.
     *
     * @param holders the columns; an attribute of another type with the same name counts, too
     */
    static AttributeValues of(RowReader reader, List<AttributeUses.Holder> holders, DataSnapshot snapshot, String name)
            throws SQLException, Refused {
        long count = 0;
        BigDecimal hash = BigDecimal.ZERO;
        for (AttributeUses.Holder holder : holders) {
            Relation table = snapshot.get(holder.table().oid());
            Attribute column = table == null
                    ? null
                    : table.attributes().get(holder.column().number());
            if (column != null) {
                List<String> found = reader.row(
                        table.name(), """
                        select count(v #>> '{}'), coalesce(sum(hashtextextended(case
                          when jsonb_typeof(v) = 'number' and v::text like '%%.%%' then rtrim(rtrim(v::text, '0'), '.')
                          else v #>> '{}' end, 0)::numeric), 0)
                        from only %s cross join lateral %s v""".formatted(table.name(), VALUES.formatted(column.sql(), literal(name))));
                count += Long.parseLong(found.get(0));
                hash = hash.add(new BigDecimal(found.get(1)));
            }
        }
        return new AttributeValues(count, hash);
    }

    /** What is left of them afterwards; null if nothing is lost. */
    Loss loss(String what, AttributeValues after) {
        if (equals(after)) {
            return null;
        }
        return new Loss(
                what,
                count > after.count ? count - after.count : count,
                count > after.count
                        ? null
                        : count + (count == 1 ? " value is" : " values are") + " converted, and no cast restores "
                                + (count == 1 ? "it" : "them"));
    }
}
