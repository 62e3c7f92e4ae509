/** Advice that more than one package gives, as text. Nothing here knows a catalog or a connection. */
package com.jarvis.migrator.advice;
