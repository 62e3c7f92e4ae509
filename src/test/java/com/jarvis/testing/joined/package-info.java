/** A model with tables that are not an entity's own. */
package com.jarvis.testing.joined;
