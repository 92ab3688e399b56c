/** What the service is as a program: its start-up check, its doors that need a token, its landing page. */
@NullMarked
package dev.flsys.platform;

import org.jspecify.annotations.NullMarked;
