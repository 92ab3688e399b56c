package dev.flsys.natives;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The names that a JNI library can look up. JNI takes them as zero-terminated text, so the text constants of the
 * library contain each of them.
 */
final class LibrarySymbols {

    private static final String TYPE = "\\[*(?:[ZBCSIJFD]|L[\\w/$]+;)";
    private static final Pattern DESCRIPTOR = Pattern.compile("\\((?:" + TYPE + ")*\\)(?:V|" + TYPE + ")");
    private static final Pattern CLASS = Pattern.compile("(?:java|javax|ai|org|com|sun)(?:/[\\w$]+)+");

    private final Set<String> texts = new TreeSet<>();

    private LibrarySymbols(byte[] library) {
        // All sections are read: code that looks like text matches no class name.
        for (String text : new String(library, StandardCharsets.ISO_8859_1).split("\0")) {
            texts.add(text);
        }
    }

    static LibrarySymbols of(String resource) {
        return new LibrarySymbols(NativeImageMetadata.bytes(resource));
    }

    /** Class names, such as {@code java.lang.String}. */
    Set<String> classes() {
        return matching(CLASS).map(name -> name.replace('/', '.')).collect(TreeSet::new, Set::add, Set::addAll);
    }

    /** Method descriptors, such as {@code (I)V}. */
    Set<String> descriptors() {
        return matching(DESCRIPTOR).collect(TreeSet::new, Set::add, Set::addAll);
    }

    boolean containsAll(String... wanted) {
        return texts.containsAll(Arrays.asList(wanted));
    }

    private Stream<String> matching(Pattern pattern) {
        return texts.stream().filter(text -> pattern.matcher(text).matches());
    }
}
