package dev.flsys.python;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The folders in which an interpreter finds installed packages, in the order of its search. They are derived from the
 * file system alone: Python is not started.
 *
 * <p>Source: the {@code site} module of Python, PEP 405 ({@code pyvenv.cfg}), PEP 376 and PEP 503 (names of
 * {@code .dist-info} folders), and {@code dist-packages} of Debian.
 *
 * @param folders absolute paths, some of which may not exist
 */
record SitePackages(List<Path> folders) {

    private static final Pattern MINOR = Pattern.compile("python3\\.(\\d+)t?(\\.exe)?");
    private static final Pattern VERSION = Pattern.compile("3\\.(\\d+).*");
    /** Name, version, optional version of Python, and kind. */
    private static final Pattern INSTALLED =
            Pattern.compile("([A-Za-z0-9._]+)-([0-9][^-]*)(-py3[^-]*)?\\.(dist-info|egg-info)");

    SitePackages {
        folders = List.copyOf(folders);
    }

    /**
     * The folders of an interpreter.
     *
     * @param executable absolute path with links kept, as a virtual environment is identified by its link
     * @param home the home folder of the user, in which pip keeps the packages of one user
     */
    static SitePackages of(Path executable, Path home) {
        List<Path> folders = new ArrayList<>();
        Path environment = twoUp(executable);
        if (environment == null || !Files.isRegularFile(environment.resolve("pyvenv.cfg"))) {
            addBase(folders, real(executable), home, "");
            return new SitePackages(folders);
        }
        Map<String, String> settings = settings(environment.resolve("pyvenv.cfg"));
        String version = settings.getOrDefault("version", settings.getOrDefault("version_info", ""));
        addPrefix(folders, environment, minor(environment, VERSION.matcher(version)));
        if (settings.getOrDefault("include-system-site-packages", "").equalsIgnoreCase("true")) {
            try {
                Path programs = Path.of(settings.getOrDefault("home", ""));
                addBase(folders, programs.resolve("python3"), home, version);
            } catch (InvalidPathException noFolder) {
                return new SitePackages(folders);
            }
        }
        return new SitePackages(folders);
    }

    /**
     * The version of an installed distribution, from the first folder that has it. If a folder has several versions,
     * the highest counts.
     *
     * @param distribution its name with lower-case letters and {@code _} for every separator
     */
    Optional<String> version(String distribution) {
        return folders.stream()
                .flatMap(folder -> Optional.ofNullable(versions(folder).get(distribution)).stream())
                .findFirst();
    }

    /** The versions of all installed distributions by their names in that form, in alphabetical order. */
    Map<String, String> versions() {
        Map<String, String> versions = new TreeMap<>();
        folders.forEach(folder -> versions(folder).forEach(versions::putIfAbsent));
        return versions;
    }

    private static Map<String, String> versions(Path folder) {
        Map<String, String> versions = new HashMap<>();
        if (!Files.isDirectory(folder)) {
            return versions;
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, "*-info")) {
            for (Path entry : entries) {
                Matcher installed = INSTALLED.matcher(String.valueOf(entry.getFileName()));
                if (installed.matches()) {
                    String name = installed.group(1).toLowerCase(Locale.ROOT).replaceAll("[._]+", "_");
                    versions.merge(name, installed.group(2), SitePackages::higher);
                }
            }
        } catch (IOException | DirectoryIteratorException unreadable) {
            return Map.of();
        }
        return versions;
    }

    private static String higher(String one, String other) {
        return Arrays.compare(numbers(other), numbers(one)) > 0 ? other : one;
    }

    private static long[] numbers(String version) {
        return Pattern.compile("\\d{1,9}")
                .matcher(version)
                .results()
                .mapToLong(number -> Long.parseLong(number.group()))
                .toArray();
    }

    /** Adds the folders of an interpreter outside virtual environments, after the folders of the user. */
    private static void addBase(List<Path> folders, Path executable, Path home, String version) {
        Path prefix = twoUp(executable);
        if (prefix == null) {
            return;
        }
        Matcher named =
                version.isEmpty() ? MINOR.matcher(String.valueOf(executable.getFileName())) : VERSION.matcher(version);
        Optional<String> minor = minor(prefix, named);
        minor.ifPresent(found -> folders.add(home.resolve(".local/lib/python3." + found + "/site-packages")));
        addPrefix(folders, prefix, minor);
    }

    private static void addPrefix(List<Path> folders, Path prefix, Optional<String> minor) {
        minor.ifPresent(found -> {
            // Python of Debian searches /usr/local first, and Python of Fedora keeps compiled packages in lib64.
            folders.add(prefix.resolve("local/lib/python3." + found + "/dist-packages"));
            folders.add(prefix.resolve("lib/python3." + found + "/site-packages"));
            folders.add(prefix.resolve("lib64/python3." + found + "/site-packages"));
        });
        folders.add(prefix.resolve("lib/python3/dist-packages"));
        folders.add(prefix.resolve("Lib/site-packages"));
    }

    /** The minor version in {@code named}, or the minor version of the only folder {@code lib/python3.*}. */
    private static Optional<String> minor(Path prefix, Matcher named) {
        if (named.matches()) {
            return Optional.of(named.group(1));
        }
        List<String> found = new ArrayList<>();
        try (DirectoryStream<Path> libraries = Files.newDirectoryStream(prefix.resolve("lib"), "python3.*")) {
            for (Path library : libraries) {
                Matcher minor = MINOR.matcher(String.valueOf(library.getFileName()));
                if (minor.matches()) {
                    found.add(minor.group(1));
                }
            }
        } catch (IOException | DirectoryIteratorException unreadable) {
            return Optional.empty();
        }
        return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
    }

    private static Map<String, String> settings(Path file) {
        Map<String, String> settings = new HashMap<>();
        try {
            for (String line : Files.readAllLines(file)) {
                int equals = line.indexOf('=');
                if (equals > 0) {
                    settings.put(
                            line.substring(0, equals).strip().toLowerCase(Locale.ROOT),
                            line.substring(equals + 1).strip());
                }
            }
        } catch (IOException | UncheckedIOException unreadable) {
            return Map.of();
        }
        return settings;
    }

    private static Path real(Path executable) {
        try {
            return executable.toRealPath();
        } catch (IOException broken) {
            return executable;
        }
    }

    private static @Nullable Path twoUp(Path executable) {
        Path programs = executable.getParent();
        return programs == null ? null : programs.getParent();
    }
}
