package dev.flsys.flower.options;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The functions in the text of a shell script. Inside a function, {@code $1} and {@code $@} are the arguments of the
 * function, not of the script.
 */
final class ShellFunctions {

    private static final Pattern DEFINITION = Pattern.compile("(?m)^([ \\t]*)(?:function[ \\t]+([A-Za-z_][\\w-]{0,99})"
            + "(?:[ \\t]*\\([ \\t]*\\))?|([A-Za-z_][\\w-]{0,99})[ \\t]*\\([ \\t]*\\))\\s{0,9}\\{");

    private record Function(String name, String body, int start, int end) {}

    private ShellFunctions() {}

    /**
     * The text that reads the arguments of the script: its commands outside functions, and the bodies of the functions
     * to which it gives all its arguments ({@code main "$@"}).
     */
    static String textOutsideFunctions(String text) {
        List<Function> functions = findFunctions(text);
        StringBuilder commands = new StringBuilder();
        int from = 0;
        for (Function function : functions) {
            commands.append(text.substring(from, function.start()));
            from = function.end();
        }
        commands.append(text.substring(from));
        String outside = commands.toString();
        for (Function function : functions) {
            Matcher call = Pattern.compile("(?m)^[ \\t]*(?:exec[ \\t]+)?" + Pattern.quote(function.name())
                            + "[ \\t]+\"?\\$(?:[@*]|\\{[@*]\\})\"?[ \\t]*(?:;.*|\\|\\|.*|&&.*)?$")
                    .matcher(outside);
            outside = call.replaceAll(Matcher.quoteReplacement(function.body()));
        }
        return outside;
    }

    private static List<Function> findFunctions(String text) {
        List<Function> functions = new ArrayList<>();
        Matcher definition = DEFINITION.matcher(text);
        int from = 0;
        while (definition.find(from)) {
            String name = definition.group(2) == null ? definition.group(3) : definition.group(2);
            int begin = definition.end();
            int close = close(text, begin, definition.group(1));
            if (close < 0) {
                break;
            }
            functions.add(new Function(name, text.substring(begin, close), definition.start(), close + 1));
            from = close + 1;
        }
        return functions;
    }

    /**
     * The index of the closing bracket: the last bracket of the same line, or the bracket below at the margin of the
     * definition.
     */
    private static int close(String text, int begin, String margin) {
        int lineEnd = text.indexOf('\n', begin);
        String line =
                text.substring(begin, lineEnd < 0 ? text.length() : lineEnd).stripTrailing();
        if (line.endsWith("}")) {
            return begin + line.length() - 1;
        }
        int close = text.indexOf("\n" + margin + "}", begin);
        return close < 0 ? -1 : close + 1 + margin.length();
    }
}
