package com.jarvis.migrator.plan.rows;

import java.sql.SQLException;

/** Rows cannot be counted, for instance because a row security policy would hide some. There may be any number. */
final class RowsHidden extends SQLException {

    RowsHidden(String why, SQLException refusal) {
        super("may hold data that cannot be counted (" + why + ")", refusal.getSQLState(), refusal);
    }
}
