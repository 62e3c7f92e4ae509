/**
 * The tables of the database that the Jarvis services share, as Jakarta Persistence entities. This package is the
 * model that migrations are generated from; it does not depend on the migrator.
 */
package com.jarvis.model;
