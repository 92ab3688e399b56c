package dev.flsys.corpus;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Reads and compares the JSON of the corpus. */
final class Json {

    private static final JsonMapper JSON = new JsonMapper();

    private Json() {}

    /** The object in {@code file}, which has no other members than {@code known}. */
    static JsonNode read(Path file, Set<String> known) throws IOException {
        JsonNode json = JSON.readTree(Files.readString(file));
        requireKnown(json, known, String.valueOf(file.getFileName()));
        return json;
    }

    /** Requires that {@code json} is an object without other members than {@code known}. */
    static void requireKnown(JsonNode json, Set<String> known, String where) {
        if (!json.isObject()) {
            throw new IllegalArgumentException(where + " is not an object: " + json);
        }
        json.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                throw new IllegalArgumentException(where + " has the unknown member '" + name + "'; known: " + known);
            }
        });
    }

    /** The differences of two values, each with its path; none if they are equal within {@code tolerance}. */
    static List<String> difference(String path, JsonNode expected, JsonNode actual, double tolerance) {
        List<String> found = new ArrayList<>();
        compare(path, expected, actual, tolerance, found);
        return found;
    }

    private static void compare(String path, JsonNode expected, JsonNode actual, double tolerance, List<String> found) {
        if (expected.isNumber() && actual.isNumber()) {
            if (Math.abs(expected.doubleValue() - actual.doubleValue()) > tolerance) {
                found.add(path + " is " + actual + ", expected " + expected);
            }
        } else if (expected.isArray() && actual.isArray() && expected.size() == actual.size()) {
            for (int i = 0; i < expected.size(); i++) {
                compare(path + "[" + i + "]", expected.get(i), actual.get(i), tolerance, found);
            }
        } else if (expected.isObject() && actual.isObject() && names(expected).equals(names(actual))) {
            expected.fields()
                    .forEachRemaining(field -> compare(
                            path + "." + field.getKey(),
                            field.getValue(),
                            actual.path(field.getKey()),
                            tolerance,
                            found));
        } else if (!expected.equals(actual)) {
            found.add(path + " is " + (actual.isMissingNode() ? "missing" : actual) + ", expected " + expected);
        }
    }

    private static Set<String> names(JsonNode object) {
        Set<String> names = new TreeSet<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
