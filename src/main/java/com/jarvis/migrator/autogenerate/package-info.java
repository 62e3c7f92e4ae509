/**
 * The use case of {@code diff}: compare, plan, write and prove, and the caches that avoid a comparison. Settings are
 * passed as arguments; nothing here reads system properties.
 */
package com.jarvis.migrator.autogenerate;
