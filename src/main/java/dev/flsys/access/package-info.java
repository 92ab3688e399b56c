/** Who may call: the API token, the allowed origins, and the key that signs what clients keep. */
@NullMarked
package dev.flsys.access;

import org.jspecify.annotations.NullMarked;
