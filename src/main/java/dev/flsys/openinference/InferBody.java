package dev.flsys.openinference;

import io.netty.buffer.ByteBuf;

/**
 * The body of an answer to an inference.
 *
 * @param bytes the JSON and the binary data; need not be released
 * @param json length of the JSON
 * @param binary whether an output is binary
 */
public record InferBody(ByteBuf bytes, int json, boolean binary) {}
