/**
 * What differs between two catalogs and how to get from one to the other: the comparison, the operations with their
 * reverse and order, their SQL, and the scratch schemas in which PostgreSQL itself normalises and proves them.
 */
package com.jarvis.migrator.diff;
