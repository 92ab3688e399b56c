package dev.flsys.model.files;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A part of a file (RFC 9110, section 14).
 *
 * @param from the first byte
 * @param length the number of bytes, at least 1
 */
record ByteRange(long from, long length) {

    private static final Pattern ONE = Pattern.compile("bytes *= *(\\d{0,18}) *- *(\\d{0,18})");

    /**
     * The range of a header; empty for none, and for one that this service ignores, such as several ranges.
     *
     * @param size the bytes of the file
     * @throws ModelFilesProblem if the file has no byte of the range
     */
    static Optional<ByteRange> parse(@Nullable String header, long size) {
        Matcher range = ONE.matcher(header == null ? "" : header.strip());
        if (!range.matches() || (range.group(1).isEmpty() && range.group(2).isEmpty())) {
            return Optional.empty();
        }
        if (range.group(1).isEmpty()) {
            long last = Long.parseLong(range.group(2));
            return part(Math.max(0, size - last), last == 0 ? 0 : Long.MAX_VALUE, size);
        }
        long from = Long.parseLong(range.group(1));
        long to = range.group(2).isEmpty() ? Long.MAX_VALUE - 1 : Long.parseLong(range.group(2));
        return to < from ? Optional.empty() : part(from, to - from + 1, size);
    }

    private static Optional<ByteRange> part(long from, long length, long size) {
        if (from >= size || length == 0) {
            throw ModelFilesProblem.range(size);
        }
        return Optional.of(new ByteRange(from, Math.min(length, size - from)));
    }
}
