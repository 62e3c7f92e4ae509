/**
 * The use case: compare, plan, write, prove, and the caches that save a comparison. It takes its settings as arguments and
 * reads no system property.
 */
package com.jarvis.migrator.autogenerate;
