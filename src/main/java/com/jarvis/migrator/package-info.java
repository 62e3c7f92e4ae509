/** What every package may use: the message for a user and look-ups across class loaders. Nothing else lives here. */
package com.jarvis.migrator;
