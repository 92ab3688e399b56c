package dev.flsys.python;

import dev.flsys.project.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A Python file of the project and all files that it imports from the project, directly or indirectly. Imports are
 * found in the text, so an import by {@code importlib} is not found. For one thread; the result is a snapshot.
 */
public final class LocalSources {

    private static final int MAX_FILES = 500;
    private static final int MAX_BYTES = 4 * 1024 * 1024;
    private static final Pattern IMPORT = Pattern.compile("(?m)^[ \\t]*import[ \\t]+([^\\n;#]+)");
    private static final Pattern FROM =
            Pattern.compile("(?m)^[ \\t]*from[ \\t]+(\\.*)[ \\t]*([\\w.]*)[ \\t]+import[ \\t]*(\\([^)]*\\)|[^\\n;#]*)");

    private final Path root;
    private final Map<String, byte[]> sources = new TreeMap<>();
    private final Deque<String> unread = new ArrayDeque<>();

    private LocalSources(Path root) {
        this.root = root;
    }

    /**
     * The files of {@code module}, which Python imports from {@code root}, including its packages.
     *
     * @throws IOException if a file cannot be read, or is larger than 4 MiB
     */
    public static LocalSources ofModule(Path root, String module) throws IOException {
        LocalSources sources = new LocalSources(root);
        sources.add(module);
        sources.followAll();
        return sources;
    }

    /**
     * The files of a script, which imports from its own folder.
     *
     * @throws IOException if a file cannot be read, or is larger than 4 MiB
     */
    public static LocalSources ofScript(Path script) throws IOException {
        Path folder = script.toAbsolutePath().getParent();
        if (folder == null) {
            throw new IOException("Not a script but a folder: " + script);
        }
        LocalSources sources = new LocalSources(folder);
        sources.addFile(String.valueOf(script.getFileName()));
        sources.followAll();
        return sources;
    }

    /**
     * The SHA-256, in hexadecimal, of the names and contents of the files. Line ends count as {@code \n}, so that a
     * checkout with other line ends has the same value.
     */
    public String digest() {
        MessageDigest digest = Sha256.begin();
        sources.forEach((name, source) -> {
            digest.update((name + "\0" + source.length + "\0").getBytes(StandardCharsets.UTF_8));
            digest.update(source);
        });
        return Sha256.end(digest);
    }

    /** Whether {@code pattern} occurs in the code of one of the files. */
    public boolean contain(Pattern pattern) {
        return find(pattern).findFirst().isPresent();
    }

    /** The places of {@code pattern} in the code of the files. Comments and texts of several lines do not count. */
    public Stream<MatchResult> find(Pattern pattern) {
        return sources.values().stream()
                .flatMap(source -> pattern.matcher(code(new String(source, StandardCharsets.UTF_8)))
                        .results());
    }

    private static String code(String text) {
        StringBuilder code = new StringBuilder(text.length());
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            int end = at + 1;
            if (c == '#') {
                int line = text.indexOf('\n', at);
                at = line < 0 ? text.length() : line;
                end = at;
            } else if (c == '"' || c == '\'') {
                String quote = String.valueOf(c);
                boolean several = text.startsWith(quote.repeat(3), at);
                end = endOfText(text, at, several ? quote.repeat(3) : quote);
                at = several ? end : at;
            }
            code.append(text, at, end);
            at = end;
        }
        return code.toString();
    }

    /** The index after the text that begins with {@code quote} at {@code from}. */
    private static int endOfText(String text, int from, String quote) {
        int at = from + quote.length();
        while (at < text.length() && !text.startsWith(quote, at)) {
            if (text.charAt(at) == '\n' && quote.length() == 1) {
                return at;
            }
            at += text.charAt(at) == '\\' ? 2 : 1;
        }
        return Math.min(text.length(), at + quote.length());
    }

    private void followAll() throws IOException {
        while (!unread.isEmpty()) {
            follow(unread.removeFirst());
        }
    }

    /** Adds the file of a module and of each of its packages, if the project has them. */
    private void add(String module) throws IOException {
        StringBuilder path = new StringBuilder();
        for (String part : module.split("\\.")) {
            if (part.isEmpty()) {
                return;
            }
            path.append(path.isEmpty() ? "" : "/").append(part);
            addFile(path + "/__init__.py");
        }
        addFile(path + ".py");
    }

    private void addFile(String name) throws IOException {
        Path file = root.resolve(name);
        if (sources.containsKey(name) || sources.size() >= MAX_FILES || !Files.isRegularFile(file)) {
            return;
        }
        if (Files.size(file) > MAX_BYTES) {
            throw new IOException(name + " is larger than " + MAX_BYTES + " bytes");
        }
        // One char for each byte: only ASCII matters here, and the bytes stay the same.
        String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).replaceAll("\\r\\n?", "\n");
        sources.put(name, text.getBytes(StandardCharsets.ISO_8859_1));
        unread.add(name);
    }

    private void follow(String name) throws IOException {
        byte[] source = sources.getOrDefault(name, new byte[0]);
        String text = new String(source, StandardCharsets.UTF_8).replace("\\\n", " ");
        Matcher imports = IMPORT.matcher(text);
        while (imports.find()) {
            for (String module : imports.group(1).split(",")) {
                add(withoutAlias(module));
            }
        }
        Matcher froms = FROM.matcher(text);
        while (froms.find()) {
            String from = absolute(name, froms.group(1).length(), froms.group(2));
            if (from != null) {
                addWithNames(from, froms.group(3));
            }
        }
    }

    /** Adds the imported names of a package that are modules in it. */
    private void addWithNames(String from, String names) throws IOException {
        if (!from.isEmpty()) {
            add(from);
        }
        for (String name : names.replaceAll("#[^\\n]*|[()]", " ").split(",")) {
            String plain = withoutAlias(name);
            if (!plain.isEmpty() && !plain.equals("*")) {
                add(from.isEmpty() ? plain : from + "." + plain);
            }
        }
    }

    /** The module that {@code dots} and {@code module} mean in a file; null if it is outside the project. */
    private static @Nullable String absolute(String file, int dots, String module) {
        if (dots == 0) {
            return module;
        }
        String folder = file;
        for (int up = 0; up < dots; up++) {
            int slash = folder.lastIndexOf('/');
            if (slash < 0 && folder.isEmpty()) {
                return null;
            }
            folder = slash < 0 ? "" : folder.substring(0, slash);
        }
        String base = folder.replace('/', '.');
        return module.isEmpty() ? base : base.isEmpty() ? module : base + "." + module;
    }

    private static String withoutAlias(String imported) {
        return imported.strip().replaceFirst("\\s+as\\s+\\w+$", "").strip();
    }
}
