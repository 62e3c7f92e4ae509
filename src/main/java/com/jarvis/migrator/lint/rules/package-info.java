/** One rule a class; {@link Rules} lists them, {@code docs/lint.md} explains them, {@code src/test/resources/lint/rules} tests them. */
package com.jarvis.migrator.lint.rules;
