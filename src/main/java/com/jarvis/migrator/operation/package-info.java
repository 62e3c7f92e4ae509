/**
 * The steps from one catalog to another, and what they are called on the console. No SQL and no comparison lives here.
 */
package com.jarvis.migrator.operation;
