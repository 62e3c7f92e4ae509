package com.jarvis.migrator.plan.rows;

import com.jarvis.migrator.sql.PostgresError;
import java.sql.SQLException;

/** PostgreSQL refuses to count rows, for instance because a row security policy would hide some. There may be any number. */
final class RowsHidden extends SQLException {

    RowsHidden(SQLException refusal) {
        super(
                "may hold data that cannot be counted (" + PostgresError.firstLine(refusal) + ")",
                refusal.getSQLState(),
                refusal);
    }
}
