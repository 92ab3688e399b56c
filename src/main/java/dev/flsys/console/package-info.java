/**
 * The page for browsers: its HTML around the bundle of {@code resources/web}, and its security headers. The console
 * uses the public REST and live API like any other front end. The entry is {@link dev.flsys.console.ConsoleRoutes}.
 *
 * <p>quarkus-web-bundler makes one script and one style sheet at build time. The script loads three more parts when it
 * needs them: {@code charts} has ECharts for the views, {@code pictures} has ECharts for downloads of charts, and
 * {@code chinese} has the Chinese texts. All addresses are relative, so that the console works behind a proxy with a
 * path prefix. The Content-Security-Policy allows scripts and styles of the service only.
 *
 * <p>The folders of the TypeScript: {@code app} has the shell, the languages and the routes. {@code service} has the
 * requests and the only WebSocket. It repeats failed requests after a reconnect, and resumes a log after a gap.
 * {@code terminal} has the display of logs: a bounded buffer, rows, a scroll area, and a search in steps of 8 ms.
 * {@code models}, {@code predict}, {@code training}, {@code simulate} and {@code runs} are the views. {@code shared}
 * has the dialog for links to a run, and the page of a link. That page replaces the shell and displays the run
 * read-only. {@code chart} and {@code ui} are shared by the views.
 */
@NullMarked
package dev.flsys.console;

import org.jspecify.annotations.NullMarked;
