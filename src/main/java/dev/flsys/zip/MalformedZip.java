package dev.flsys.zip;

/** A directory of a zip archive that is not of the format. */
public final class MalformedZip extends Exception {

    private static final long serialVersionUID = 1;

    MalformedZip() {
        super("The directory of the archive is damaged", null, false, false);
    }
}
