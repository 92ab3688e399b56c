package dev.flsys.openinference;

/**
 * The name of a model in this protocol.
 *
 * @param text the name as clients write it
 * @param kind the kind of the model's input
 * @param id the id of the model in the catalog; empty for the deployed model
 */
record ServedName(String text, Kind kind, String id) {

    /** The name of the deployed model. */
    static final String DEPLOYED = "deployed";

    /** The end of the names that take pictures. */
    static final String PICTURE = ".picture";

    enum Kind {
        /** The values that a network of the catalog takes. */
        VALUES,
        /** Files of pictures, which the service decodes, resizes and normalises. */
        PICTURES,
        /** The values that the deployed model takes. */
        DEPLOYED
    }

    static ServedName of(String text) {
        if (text.equals(DEPLOYED)) {
            return new ServedName(text, Kind.DEPLOYED, "");
        }
        return text.endsWith(PICTURE)
                ? new ServedName(text, Kind.PICTURES, text.substring(0, text.length() - PICTURE.length()))
                : new ServedName(text, Kind.VALUES, text);
    }

    /**
     * A name with a version.
     *
     * @throws OpenInferenceProblem if no model has that version
     */
    static ServedName of(String text, String version) {
        if (!version.equals(InferAnswer.VERSION)) {
            throw OpenInferenceProblem.unknown("The model '" + text + "' has the version " + InferAnswer.VERSION
                    + " only, and not '" + version + "'.");
        }
        return of(text);
    }
}
