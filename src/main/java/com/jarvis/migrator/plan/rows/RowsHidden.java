package com.jarvis.migrator.plan.rows;

import java.sql.SQLException;

/** PostgreSQL refuses to count rows, for instance because a row security policy would hide some. There may be any number. */
final class RowsHidden extends SQLException {

    RowsHidden(SQLException refusal) {
        super(
                "may hold data that cannot be counted ("
                        + refusal.getMessage()
                                .replaceFirst("^ERROR: ", "")
                                .lines()
                                .findFirst()
                                .orElse("") + ")",
                refusal.getSQLState(),
                refusal);
    }
}
