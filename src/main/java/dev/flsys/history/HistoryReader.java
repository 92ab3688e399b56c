package dev.flsys.history;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.flsys.history.rounds.Experiments;
import dev.flsys.history.rounds.HistoryDocument;
import dev.flsys.history.rounds.HistoryFormat;
import dev.flsys.history.rounds.HistoryInvalid;
import dev.flsys.history.rounds.HistoryParser;
import dev.flsys.history.rounds.HistoryProblem;
import dev.flsys.history.rounds.TrainingHistory;
import dev.flsys.settings.MarkedText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Reads history files. Python's {@code json.dump} writes {@code NaN}, {@code Infinity} and {@code -Infinity}, which
 * JSON does not have: they become null. Jackson's {@code StreamReadConstraints} limit the nesting, and the length of
 * names, texts and numbers.
 */
final class HistoryReader {

    /** Maximum size of a history file. */
    static final int MAX_BYTES = 32 * 1024 * 1024;

    private static final String NOT_UTF_8 = "It is not UTF-8 text. Save it again as UTF-8.";

    /** Maximum number of values, names and brackets of a JSON document. Each needs some 50 bytes of heap. */
    static final long MAX_TOKENS = 2_000_000;

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxTokenCount(MAX_TOKENS)
                            .build())
                    .build())
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private HistoryReader() {}

    /** The history of a file, read without a model. */
    static TrainingHistory read(Path file) {
        return read(file, Experiments.of(nameOf(file)));
    }

    /**
     * The history of a file, or of the event files in a folder.
     *
     * @param file a regular file or a folder
     * @throws HistoryProblem if it cannot be read
     * @throws HistoryInvalid if it is too large, of no known format, or holds no training history of the model
     */
    static TrainingHistory read(Path file, Experiments experiments) {
        String source = experiments.source();
        HistoryFormat format = Files.isDirectory(file)
                ? HistoryFormat.EVENTS
                : HistoryFormat.of(file).orElseThrow(() -> new HistoryInvalid(source, HistoryFormat.remedyFor(source)));
        return switch (format) {
            case EVENTS -> EventFolder.read(file, experiments);
            case JSON -> HistoryParser.parse(parseJson(readBytes(file, source), source), experiments);
            case JSON_LINES ->
                HistoryParser.parse(
                        JsonLines.read(decodeText(readBytes(file, source), source), JSON, source), experiments);
            case CSV ->
                HistoryParser.parse(
                        TensorBoardCsv.named(CsvRows.read(decodeText(readBytes(file, source), source), source), file),
                        experiments);
            case PICKLE, ARRAY, ARRAYS -> HistoryParser.parse(PythonHistory.read(file, format, source), experiments);
        };
    }

    /** The name of {@code file} for clients, without its folder. */
    static String nameOf(Path file) {
        return String.valueOf(file.getFileName()).replaceAll("\\p{Cntrl}", "?");
    }

    /** Decodes UTF-8, or UTF-16 with a byte order mark, which Excel and PowerShell write. The mark is removed. */
    private static String decodeText(byte[] bytes, String source) {
        try {
            return MarkedText.withoutMark(MarkedText.charset(bytes)
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException notText) {
            throw new HistoryInvalid(source, NOT_UTF_8, notText);
        }
    }

    /** The content of a file. A file of more than {@link #MAX_BYTES} is refused. */
    static byte[] readBytes(Path file, String source) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw tooLarge(source);
            }
            return bytes;
        } catch (IOException unreadable) {
            throw HistoryProblem.unreadable(source, unreadable);
        }
    }

    /** The file, which is refused if it has more than {@link #MAX_BYTES}. */
    static Path requireSize(Path file, String source) throws IOException {
        if (Files.size(file) > MAX_BYTES) {
            throw tooLarge(source);
        }
        return file;
    }

    private static HistoryInvalid tooLarge(String source) {
        return new HistoryInvalid(source, "It has more than " + MAX_BYTES / (1024 * 1024) + " MiB.");
    }

    /** A file of lines, or of a dictionary as Python prints it, may have the suffix {@code .json}, too. */
    private static HistoryDocument parseJson(byte[] bytes, String source) {
        try {
            return HistoryDocument.json(parseTree(bytes, source));
        } catch (HistoryInvalid notJson) {
            if (!(notJson.getCause() instanceof JsonProcessingException)
                    || notJson.getCause() instanceof StreamConstraintsException) {
                throw notJson;
            }
            String text = decodeText(bytes, source);
            if (JsonLines.isLines(text, JSON)) {
                return JsonLines.read(text, JSON, source);
            }
            return PythonText.toJson(text)
                    .flatMap(HistoryReader::parsePrinted)
                    .map(HistoryDocument::json)
                    .orElseThrow(() -> notJson);
        }
    }

    private static Optional<JsonNode> parsePrinted(String json) {
        try {
            return Optional.of(JSON.readTree(json));
        } catch (JsonProcessingException notJson) {
            return Optional.empty();
        }
    }

    private static JsonNode parseTree(byte[] bytes, String source) {
        try {
            return JSON.readTree(bytes);
        } catch (StreamConstraintsException excessive) {
            throw new HistoryInvalid(
                    source,
                    "It is nested too deeply, one of its names, texts or numbers is too long, or it has more than "
                            + MAX_TOKENS + " values.",
                    excessive);
        } catch (JsonProcessingException notJson) {
            throw new HistoryInvalid(
                    source, "It is not valid JSON" + describeLocation(notJson.getLocation()) + ".", notJson);
        } catch (IOException notText) {
            // Bytes in memory can always be read. Jackson throws this exception for text that is not UTF-8.
            throw new HistoryInvalid(source, NOT_UTF_8, notText);
        }
    }

    private static String describeLocation(JsonLocation location) {
        return location == null ? "" : " (line " + location.getLineNr() + ", column " + location.getColumnNr() + ")";
    }
}
