/** The rules of access: the API token, the allowed hosts and origins, and the key that signs session tokens. */
@NullMarked
package dev.flsys.access;

import org.jspecify.annotations.NullMarked;
