/** Splits a plan into stages that each hold strong locks only briefly. Nothing here uses a connection. */
package com.jarvis.migrator.plan.online;
