package dev.flsys.history;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.flsys.history.rounds.HistoryDocument;
import dev.flsys.history.rounds.HistoryFormat;
import dev.flsys.history.rounds.SeriesKeys;
import dev.flsys.history.rounds.SeriesName;
import dev.flsys.history.rounds.SeriesName.Scope;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The CSV file that TensorBoard's page downloads: one series with the columns {@code Wall time,Step,Value}. Scripts
 * that read event files write {@code wall_time,step,value}. The name of the series is in the name of the file:
 * {@code run-train_tag-accuracy.csv}, {@code run-.-tag-loss.csv}, {@code test_accuracy.csv}.
 */
final class TensorBoardCsv {

    private static final Set<String> COLUMNS = Set.of("wall_time", "step", "value");
    private static final Pattern NAME = Pattern.compile("run[-_](?<run>.*?)[-_]tag[-_](?<tag>.+)");

    private TensorBoardCsv() {}

    /** The document with the name of its series, or {@code document} unchanged if it is no such file. */
    static HistoryDocument named(HistoryDocument document, Path file) {
        if (!document.root().isArray()
                || document.root().isEmpty()
                || !document.root().valueStream().allMatch(TensorBoardCsv::isPoint)) {
            return document;
        }
        String series = seriesOf(HistoryFormat.stemOf(file));
        ArrayNode rows = JsonNodeFactory.instance.arrayNode();
        for (JsonNode point : document.root()) {
            ObjectNode row = rows.addObject();
            point.properties().forEach(field -> {
                switch (SeriesKeys.normalise(field.getKey())) {
                    case "step" -> row.set("step", field.getValue());
                    case "value" -> row.set(series, field.getValue());
                    default -> {
                        // The time is no series.
                    }
                }
            });
        }
        return HistoryDocument.rows(rows, document.notes());
    }

    private static boolean isPoint(JsonNode row) {
        return row.size() == COLUMNS.size()
                && row.properties().stream().allMatch(field -> COLUMNS.contains(SeriesKeys.normalise(field.getKey())));
    }

    /** The tag, with the run before it if only the run names the data set. */
    private static String seriesOf(String stem) {
        Matcher name = NAME.matcher(stem);
        if (!name.matches()) {
            return stem;
        }
        String run = name.group("run");
        String tag = name.group("tag");
        boolean part = SeriesName.scopeOf(tag) == Scope.PLAIN && SeriesName.scopeOf(run) != Scope.PLAIN;
        return part ? run + "/" + tag : tag;
    }
}
