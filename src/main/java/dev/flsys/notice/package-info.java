/**
 * Notices of runs that ended or stalled, to the address in NOTIFY_WEBHOOK. They are sent outside the threads of runs
 * and requests, and are lost when the service ends.
 */
@NullMarked
package dev.flsys.notice;

import org.jspecify.annotations.NullMarked;
