package dev.flsys.packaging;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A Dockerfile, read as far as the ones of this repository go: no heredocs, no other escape character. */
record Dockerfile(List<Stage> stages) {

    private static final Pattern FROM = Pattern.compile("(\\S+)(?:\\s+AS\\s+(\\S+))?");
    private static final Pattern ASSIGNMENT = Pattern.compile("([\\w.]+)=(\"[^\"]*\"|\\S*)");

    record Instruction(String name, String arguments) {

        /** The words of the exec form, {@code ["a", "b"]}; empty if it is in shell form. */
        List<String> words() {
            try {
                return List.of(new JsonMapper().readValue(arguments.substring(arguments.indexOf('[')), String[].class));
            } catch (JsonProcessingException | StringIndexOutOfBoundsException shell) {
                return List.of();
            }
        }

        /** {@code KEY=value} pairs without their quotes. */
        Map<String, String> assignments() {
            Map<String, String> found = new LinkedHashMap<>();
            Matcher matcher = ASSIGNMENT.matcher(arguments);
            while (matcher.find()) {
                found.put(matcher.group(1), matcher.group(2).replace("\"", ""));
            }
            return found;
        }
    }

    record Stage(String base, String name, List<Instruction> instructions) {

        List<Instruction> all(String name) {
            return instructions.stream()
                    .filter(each -> each.name().equals(name))
                    .toList();
        }

        Map<String, String> assignments(String name) {
            Map<String, String> found = new LinkedHashMap<>();
            all(name).forEach(each -> found.putAll(each.assignments()));
            return found;
        }

        List<String> lastWords(String name) {
            List<Instruction> all = all(name);
            return all.isEmpty() ? List.of() : all.get(all.size() - 1).words();
        }
    }

    static Dockerfile parse(String text) {
        List<Stage> stages = new ArrayList<>();
        String lines = text.replaceAll("(?m)^\\s*#.*\\n", "").replaceAll("\\\\\\n\\s*", "");
        for (String line : lines.split("\n", -1)) {
            if (line.isBlank()) {
                continue;
            }
            String[] parts = line.strip().split("\\s+", 2);
            String name = parts[0].toUpperCase(Locale.ROOT);
            if (name.equals("FROM")) {
                Matcher from = FROM.matcher(parts[1]);
                if (!from.matches()) {
                    throw new IllegalArgumentException(line);
                }
                stages.add(new Stage(from.group(1), String.valueOf(from.group(2)), new ArrayList<>()));
            } else {
                stages.get(stages.size() - 1)
                        .instructions()
                        .add(new Instruction(name, parts.length > 1 ? parts[1] : ""));
            }
        }
        return new Dockerfile(stages);
    }

    Stage last() {
        return stages.get(stages.size() - 1);
    }
}
