/**
 * What a migration costs, known before it runs: it is run on a throw-away server ({@link ScratchServer}), what each
 * statement did there is written down ({@link Trace}), and {@link Rule rules} judge that. {@link Lint} is the way in.
 */
package com.jarvis.migrator.lint;
