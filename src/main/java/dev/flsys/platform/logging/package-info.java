/**
 * The form of the log: its format, the ids in its fields, and the safety of its lines. Rooms set the fields
 * {@code simulation_id} and {@code model_id} while a thread works for a simulation or a model; {@code request_id} is
 * set here.
 */
@NullMarked
package dev.flsys.platform.logging;

import org.jspecify.annotations.NullMarked;
