/**
 * Operations that only the rollback needs: placeholders for lost values, and objects that were attached to dropped tables.
 */
package com.jarvis.migrator.plan.rollback;
