/**
 * What only the rollback needs: placeholder values for what cannot be restored, and what was attached to a dropped table.
 */
package com.jarvis.migrator.plan.rollback;
