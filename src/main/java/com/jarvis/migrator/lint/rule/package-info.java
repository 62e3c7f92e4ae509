/** The types of rules and findings. The rules themselves are in {@code lint.rules}. */
package com.jarvis.migrator.lint.rule;
