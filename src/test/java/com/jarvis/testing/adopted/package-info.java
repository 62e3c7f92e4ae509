/** Entities of an application whose database other means created. */
package com.jarvis.testing.adopted;
