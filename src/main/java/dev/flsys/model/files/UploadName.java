package dev.flsys.model.files;

import dev.flsys.model.catalog.ModelFileNames;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The name of an uploaded file: one name that each system can have, never a path.
 *
 * @param value in Unicode's composed form (NFC), with the ending of a model file
 */
record UploadName(String value) {

    /** Bytes in UTF-8. File systems allow 255. */
    static final int MAX_BYTES = 200;

    /**
     * Separators, and other characters that Windows does not allow in names. {@code @} is in the ids of the models of
     * simulations.
     */
    private static final Pattern SPECIAL = Pattern.compile("[/\\\\:*?\"<>|@]");

    /** Controls, invisible characters that change how a name is shown, and lost or private ones. */
    private static final Pattern INVISIBLE =
            Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Co}\\p{Cn}\\p{Cs}\\p{Zl}\\p{Zp}\uFFFD]");

    /** Names of devices on Windows, with any ending. */
    private static final Pattern DEVICE = Pattern.compile("con|prn|aux|nul|(com|lpt)[0-9¹²³]");

    /** @throws ModelFilesProblem if {@code written} is no such name */
    static UploadName parse(String written) {
        // A longer text is not normalised, because it is refused anyway.
        if (written.length() > MAX_BYTES) {
            throw ModelFilesProblem.name("It is longer than " + MAX_BYTES + " bytes.");
        }
        String name = Normalizer.normalize(written, Normalizer.Form.NFC);
        if (name.isBlank()) {
            throw ModelFilesProblem.name("It is missing: send it as ?name=FILE.");
        }
        if (name.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            throw ModelFilesProblem.name("It is longer than " + MAX_BYTES + " bytes.");
        }
        if (INVISIBLE.matcher(name).find()) {
            throw ModelFilesProblem.name("It has invisible characters, or ones that are not UTF-8.");
        }
        if (SPECIAL.matcher(name).find()) {
            throw ModelFilesProblem.name("It may not have slashes, colons, quotes or any of * ? < > | @.");
        }
        if (!name.equals(name.strip()) || name.startsWith(".") || name.startsWith("-") || name.startsWith("~")) {
            throw ModelFilesProblem.name("It may not begin with . - or ~, or begin or end with a blank.");
        }
        if (!ModelFileNames.isModel(name)) {
            throw ModelFilesProblem.name("It must end in one of " + String.join(" ", ModelFileNames.suffixes()) + ".");
        }
        String stem = ModelFileNames.withoutSuffix(name);
        String first = name.substring(0, name.indexOf('.')).strip().toLowerCase(Locale.ROOT);
        if (stem.isBlank() || DEVICE.matcher(first).matches()) {
            throw ModelFilesProblem.name("It has nothing before its ending, or is a device on Windows.");
        }
        return new UploadName(name);
    }

    /** The ending of the hidden file for this upload. It decides whether the file is read as ONNX. */
    String suffix() {
        return value.substring(ModelFileNames.withoutSuffix(value).length()).toLowerCase(Locale.ROOT);
    }
}
