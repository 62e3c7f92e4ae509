/**
 * What a migration costs, known before it runs: it runs on a throw-away server ({@code lint.trace}), rules judge what it did
 * ({@code lint.rules}), and the findings are reported here. {@link Lint} is the way in.
 */
package com.jarvis.migrator.lint;
