package com.jarvis.migrator.plan.rollback;

import com.jarvis.migrator.catalog.Name;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Questions to the rows of live tables. Nothing is changed, and no function of another role runs. */
public interface LiveRows {

    /**
     * A domain of the database.
     *
     * @param base the type that it is over, as {@code format_type()} prints it
     * @param conditions its CHECKs, as {@code pg_get_constraintdef()} prints them
     */
    record DomainType(String base, boolean notNull, String conditions) {}

    /** The domain of that name; empty for another type. */
    Optional<DomainType> domain(String type) throws SQLException;

    /** The live table as a query has to name it. */
    String sql(Name table) throws SQLException;

    /** Why the rows of a table cannot be asked; empty if they can. */
    Optional<String> hidden(Name table) throws SQLException;

    /** Whether a query uses only immutable functions and operators of PostgreSQL itself. */
    boolean onlyReads(String query) throws SQLException;

    /** Whether a query returns no rows; false if PostgreSQL rejects it. Fails on rows that are hidden. */
    boolean isNone(String query) throws SQLException;

    /** The texts in the columns of the first row that a query returns; none if there is no row, or PostgreSQL rejects the query. */
    List<String> first(String query) throws SQLException;
}
