/**
 * Notices of runs that ended or stalled. They are sent to the address in NOTIFY_WEBHOOK, on a separate thread. Notices
 * that wait are lost when the service ends.
 */
@NullMarked
package dev.flsys.notice;

import org.jspecify.annotations.NullMarked;
