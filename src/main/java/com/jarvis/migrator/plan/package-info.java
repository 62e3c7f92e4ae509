/**
 * A migration while it is planned: {@link com.jarvis.migrator.plan.MigrationPlan} is the value that flows, and each class below
 * {@code plan} that is a {@link com.jarvis.migrator.plan.PlanPass} adds to it. {@code autogenerate} has their list.
 */
package com.jarvis.migrator.plan;
