/** A model with an identity. */
package com.jarvis.testing.numbered;
