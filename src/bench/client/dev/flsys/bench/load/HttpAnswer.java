package dev.flsys.bench.load;

/**
 * An answer to HTTP/1.1.
 *
 * @param last whether the server closes the connection after it
 */
record HttpAnswer(int status, byte[] body, boolean last) {}
