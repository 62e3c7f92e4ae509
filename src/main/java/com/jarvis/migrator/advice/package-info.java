/** Advice that more than one package gives, as text. Nothing here uses a catalog or a connection. */
package com.jarvis.migrator.advice;
