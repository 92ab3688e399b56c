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
 *       FLASK_SECRET_KEY. So a token is valid after a restart and at each replica, and it can be copied again from the
 *       list.
 *   <li>A link is a file of the run, {@code shares/<share>.json}, mode 0600. Without the file, the token is refused. To
 *       revoke a link, its file is deleted. A deleted run has no links. All services on one project read the same file.
 *   <li>The signature is checked first, in constant time. A guess costs one HMAC and no file, so it needs no limit.
 *   <li>All parts of a token have a fixed form, so no part can be a path. All refusals are the same 404.
 *   <li>A token is only in the fragment of the page's address and in the header {@code X-Share}. It is never in a
 *       request line, a log or a Referer. Answers are {@code no-store}.
 *   <li>A token is valid for {@code GET /api/shared} and the log. It is valid for the archive only if the link was
 *       created so, because the archive has the project's uncommitted changes. No other path reads the header. The API
 *       token is not needed.
 *   <li>There is no live connection. The page reads new events every two seconds. Each request, and each chunk of a
 *       log, checks the file again. So a revoked or expired link ends at once.
 *   <li>An expired link is deleted when it is used or listed, so a clock that is set back does not open it again.
 *   <li>Requests that create links are JSON with the token of a session, so a foreign page cannot send them.
 * </ol>
 */
@NullMarked
package dev.flsys.simulation.share;

import org.jspecify.annotations.NullMarked;
