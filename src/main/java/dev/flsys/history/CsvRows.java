package dev.flsys.history;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.flsys.history.rounds.ClientNames;
import dev.flsys.history.rounds.Experiments;
import dev.flsys.history.rounds.HistoryDocument;
import dev.flsys.history.rounds.HistoryInvalid;
import dev.flsys.history.rounds.JsonNumbers;
import dev.flsys.history.rounds.RoundAxis;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The rows of a CSV file with a header line, after RFC 4180. The separator is the most frequent one of {@code , ;} and
 * tab in the header. Numbers have a decimal point, or a decimal comma if the separator is another sign and no number of
 * the file has a point. An empty cell is null, and {@code 93.5%} is 93.5.
 *
 * <p>A file may repeat its header. A repeated header begins a new training if the next row has no later round than the
 * first row of the file. It begins no new training if a column names an experiment or a client. Only the newest
 * training is returned.
 */
final class CsvRows {

    /** Maximum number of cells: 50 rounds of a thousand clients with twenty columns. */
    static final int MAX_CELLS = 1_000_000;

    private static final int MAX_COLUMNS = 2_000;
    private static final int MAX_DICTIONARY = 4_096;
    private static final Pattern ENTRY =
            Pattern.compile("\\G\\s*+[\"']([^\"']{1,64})[\"']\\s*+:\\s*+([^,{}\\[\\]\\s]{1,64}+)\\s*+(?:,|$)");

    private static final Pattern COMMA = Pattern.compile("[+-]?\\d*,\\d+(?:[eE][+-]?\\d+)?");
    private static final Pattern NUMBER_WITH_COMMA = Pattern.compile("(?m)(?:^|[;\\t])[ \"]*+[+-]?\\d*+,\\d");
    private static final Pattern NUMBER_WITH_POINT = Pattern.compile("(?m)(?:^|[;\\t])[ \"]*+[+-]?\\d*+\\.\\d");

    private final String text;
    private final String source;
    private char separator = ',';
    private boolean commas;
    private int at;
    private int line = 1;

    private CsvRows(String text, String source) {
        this.text = text;
        this.source = source;
    }

    /**
     * @param text the file without byte order mark
     * @throws HistoryInvalid if it has no header, a row with too many cells, or too many cells at all
     */
    static HistoryDocument read(String text, String source) {
        return new CsvRows(text, source).read();
    }

    private HistoryDocument read() {
        List<String> header = header();
        ArrayNode rows = JsonNodeFactory.instance.arrayNode();
        List<String> notes = new ArrayList<>();
        int cells = 0;
        boolean repeated = false;
        while (at < text.length()) {
            int began = line;
            List<String> row = row();
            if (row.stream().allMatch(String::isEmpty)) {
                continue;
            }
            if (isHeader(row, header)) {
                header = checkHeader(row);
                repeated = true;
                continue;
            }
            ObjectNode object = toObject(row, header, began);
            if (repeated && startsAgain(object, rows)) {
                rows.removeAll();
                notes.add("The file holds several trainings. The newest one, from line " + began + ", is shown.");
            }
            repeated = false;
            rows.add(object);
            cells += header.size();
            if (cells > MAX_CELLS) {
                throw new HistoryInvalid(source, "It has more than " + MAX_CELLS + " cells.");
            }
        }
        return HistoryDocument.rows(rows, notes);
    }

    private List<String> header() {
        while (at < text.length() && (text.charAt(at) == '#' || text.charAt(at) == '\n' || text.charAt(at) == '\r')) {
            int end = text.indexOf('\n', at);
            at = end < 0 ? text.length() : end + 1;
            line++;
        }
        int end = text.indexOf('\n', at);
        String first = end < 0 ? text.substring(at) : text.substring(at, end);
        int max = 0;
        for (char candidate : new char[] {',', ';', '\t'}) {
            int count = (int) first.chars().filter(c -> c == candidate).count();
            if (count > max) {
                max = count;
                separator = candidate;
            }
        }
        commas = separator != ','
                && NUMBER_WITH_COMMA.matcher(text).find()
                && !NUMBER_WITH_POINT.matcher(text).find();
        List<String> header = row();
        if (header.stream().allMatch(String::isEmpty) || header.stream().anyMatch(this::isNumber)) {
            throw new HistoryInvalid(source, "Its first line must name the columns, such as round,accuracy,loss.");
        }
        return checkHeader(header);
    }

    private List<String> checkHeader(List<String> header) {
        if (header.size() > MAX_COLUMNS) {
            throw new HistoryInvalid(source, "It has more than " + MAX_COLUMNS + " columns.");
        }
        Set<String> names = new HashSet<>();
        for (String name : header) {
            if (!name.isEmpty() && !names.add(name)) {
                throw new HistoryInvalid(source, "It has two columns '" + name + "'.");
            }
        }
        return header;
    }

    /** Whether {@code row} is a header in the middle of the file: it has a name in the column of the rounds. */
    private boolean isHeader(List<String> row, List<String> header) {
        return row.equals(header)
                || (row.size() > 1
                        && RoundAxis.isNumberKey(row.get(0))
                        && row.stream().noneMatch(this::isNumber));
    }

    private static boolean startsAgain(ObjectNode row, ArrayNode rows) {
        JsonNode first = rows.path(0);
        boolean labelled = row.properties().stream()
                .anyMatch(field -> ClientNames.isKey(field.getKey()) || Experiments.isKey(field.getKey()));
        return !labelled
                && RoundAxis.numberOf(row).isPresent()
                && RoundAxis.numberOf(first)
                        .filter(number -> number.doubleValue()
                                >= RoundAxis.numberOf(row).orElseThrow().doubleValue())
                        .isPresent();
    }

    private ObjectNode toObject(List<String> row, List<String> header, int began) {
        for (int i = header.size(); i < row.size(); i++) {
            if (!row.get(i).isEmpty()) {
                throw new HistoryInvalid(
                        source, "Line " + began + " has " + row.size() + " cells for " + header.size() + " columns.");
            }
        }
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        for (int i = 0; i < header.size(); i++) {
            // A column without a name is the index that pandas writes. pandas names it "Unnamed: 0" if it reads and
            // writes the file again.
            if (!header.get(i).isEmpty() && !header.get(i).matches("Unnamed: \\d+")) {
                object.set(header.get(i), i < row.size() ? toCell(row.get(i)) : NullNode.getInstance());
            }
        }
        return object;
    }

    private boolean isNumber(String cell) {
        return toCell(cell).isNumber();
    }

    private JsonNode toCell(String cell) {
        if (cell.isEmpty()) {
            return NullNode.getInstance();
        }
        String written =
                cell.endsWith("%") ? cell.substring(0, cell.length() - 1).strip() : cell;
        boolean comma = commas && COMMA.matcher(written).matches();
        JsonNode text = TextNode.valueOf(comma ? written.replace(',', '.') : written);
        Double number = JsonNumbers.value(text);
        if (number == null) {
            return JsonNumbers.isValue(text) ? NullNode.getInstance() : toDictionary(cell);
        }
        return DoubleNode.valueOf(number);
    }

    /** The numbers of a dictionary that Python printed into a cell ({@code {'accuracy': 0.5}}), or else the text. */
    private static JsonNode toDictionary(String cell) {
        if (cell.length() > MAX_DICTIONARY || !cell.startsWith("{") || !cell.endsWith("}")) {
            return TextNode.valueOf(cell);
        }
        ObjectNode numbers = JsonNodeFactory.instance.objectNode();
        Matcher entry = ENTRY.matcher(cell).region(1, cell.length() - 1);
        int end = 1;
        while (entry.find()) {
            Double number = JsonNumbers.value(TextNode.valueOf(entry.group(2)));
            if (number != null) {
                numbers.put(entry.group(1), number);
            }
            end = entry.end();
        }
        return end == cell.length() - 1 && !numbers.isEmpty() ? numbers : TextNode.valueOf(cell);
    }

    /** The next row, its cells without blanks around them. */
    private List<String> row() {
        List<String> row = new ArrayList<>();
        boolean more = true;
        while (more) {
            row.add(next().strip());
            more = at < text.length() && text.charAt(at) == separator;
            if (more) {
                at++;
            }
            if (row.size() > MAX_COLUMNS + 1) {
                throw new HistoryInvalid(source, "Line " + line + " has more than " + MAX_COLUMNS + " cells.");
            }
        }
        if (at < text.length() && text.charAt(at) == '\r') {
            at++;
        }
        if (at < text.length() && text.charAt(at) == '\n') {
            at++;
        }
        line++;
        return row;
    }

    private String next() {
        int blank = at;
        while (blank < text.length() && text.charAt(blank) == ' ') {
            blank++;
        }
        if (blank < text.length() && text.charAt(blank) == '"') {
            at = blank + 1;
            String quoted = quoted();
            return quoted + plain();
        }
        return plain();
    }

    private String plain() {
        int start = at;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == separator || c == '\n' || c == '\r') {
                break;
            }
            at++;
        }
        return text.substring(start, at);
    }

    private String quoted() {
        StringBuilder cell = new StringBuilder();
        int began = line;
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '\n') {
                line++;
            }
            if (c != '"') {
                cell.append(c);
            } else if (at < text.length() && text.charAt(at) == '"') {
                cell.append(c);
                at++;
            } else {
                return cell.toString();
            }
        }
        throw new HistoryInvalid(source, "The quoted cell of line " + began + " has no end.");
    }
}
