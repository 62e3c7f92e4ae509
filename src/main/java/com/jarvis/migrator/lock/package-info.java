/** The advisory lock that lets one migrator run at a time, and how long to wait for locks. */
package com.jarvis.migrator.lock;
