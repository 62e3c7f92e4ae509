/** What every package may use: the message for a user and the folder of the project. Nothing else lives here. */
package com.jarvis.migrator;
