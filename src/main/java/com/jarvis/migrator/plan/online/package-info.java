/** A plan cut into stages that each hold strong locks for a moment only. Pure: no connection. */
package com.jarvis.migrator.plan.online;
