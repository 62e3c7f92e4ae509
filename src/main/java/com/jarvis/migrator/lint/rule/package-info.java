/** What a rule is and what it finds. The rules themselves are in {@code lint.rules}. */
package com.jarvis.migrator.lint.rule;
