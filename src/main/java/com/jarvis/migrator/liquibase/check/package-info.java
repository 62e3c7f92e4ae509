/** What goals have in common: what they check before they act, and what they report afterwards. */
package com.jarvis.migrator.liquibase.check;
