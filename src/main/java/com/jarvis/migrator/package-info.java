/**
 * What every package may use: the message for a user, text of others as it may be printed, where to print it, look-ups
 * across class loaders, and proxies. Nothing else lives here.
 */
package com.jarvis.migrator;
