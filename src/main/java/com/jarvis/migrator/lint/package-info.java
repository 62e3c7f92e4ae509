/**
 * Tells what a migration costs before it runs: {@code lint.trace} runs it on a throw-away server, {@code lint.rules} check
 * what it did, and this package reports the findings. {@link Lint} is the entry point.
 */
package com.jarvis.migrator.lint;
