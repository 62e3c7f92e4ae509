/**
 * Planning a migration: each {@link com.jarvis.migrator.plan.PlanPass} in a package below this one takes a {@link
 * com.jarvis.migrator.plan.MigrationPlan} and returns a more complete one. {@code autogenerate} lists the passes.
 */
package com.jarvis.migrator.plan;
