/**
 * The links with which a user shares one run: their tokens, their files, and the requests that create them. Used by
 * {@code simulation}, which decides who may share a run, and answers the requests of a link. The entries are
 * {@link dev.flsys.simulation.share.ShareTokens} and {@link dev.flsys.simulation.share.ShareFiles}.
 *
 * <p>The design:
 *
 * <ol>
 *   <li>A user who may change a run creates, lists and revokes its links: at most 20, each with an end and a note.
 *   <li>A token is {@code <run>.<share>.<signature>}: the run, 128 random bits, and an HMAC-SHA256 with
 *       FLASK_SECRET_KEY. So it holds after a restart and at each replica, and it can be copied again from the list.
 *   <li>A link is a file of the run, {@code shares/<share>.json}, mode 0600. Without the file the token opens nothing:
 *       to revoke a link is to delete its file, and a deleted run has none. Services on one project agree by this file.
 *   <li>The signature is checked first, in constant time. A guess costs one HMAC and no file, so it needs no limit.
 *   <li>Both parts of a token have a fixed form, so no part is a path. All refusals are the same 404.
 *   <li>A token is in the fragment of the page's address and in the header {@code X-Share}: never in a request line, a
 *       log or a Referer. Answers are {@code no-store}.
 *   <li>A token opens {@code GET /api/shared} and the log, and the archive only if the link was created with it,
 *       because the archive has the project's uncommitted changes. No other path reads the header. The API token is not
 *       needed.
 *   <li>There is no live connection: the page reads new events every two seconds, and each request, and each chunk of a
 *       log, checks the file again. So a revoked or expired link ends at once.
 *   <li>An expired link is deleted when it is used or listed, so a clock that is set back does not open it again.
 *   <li>Requests that create links are JSON with the token of a session, so a foreign page cannot send them.
 * </ol>
 */
@NullMarked
package dev.flsys.simulation.share;

import org.jspecify.annotations.NullMarked;
