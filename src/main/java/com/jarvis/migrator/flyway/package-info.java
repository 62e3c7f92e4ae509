/** What Flyway left behind: its history in the database, and its SQL files. */
package com.jarvis.migrator.flyway;
