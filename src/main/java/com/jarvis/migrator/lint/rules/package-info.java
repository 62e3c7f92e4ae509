/**
 * One class for each rule, named as its id unless the id is one of squawk's that does not say what the rule finds.
 * {@link Rules} lists them, {@code docs/lint.md} explains them, {@code src/test/resources/lint/rules} tests them.
 */
package com.jarvis.migrator.lint.rules;
