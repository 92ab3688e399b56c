package dev.flsys.zip;

/** The problem that the directory of a zip archive does not have the right format. */
public final class MalformedZip extends Exception {

    private static final long serialVersionUID = 1;

    MalformedZip() {
        super("The directory of the archive is damaged", null, false, false);
    }
}
