/** The advisory lock that lets one migration run at a time, and the settings of waiting for locks. */
package com.jarvis.migrator.lock;
