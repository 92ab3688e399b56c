package dev.flsys.python;

/**
 * A version of the Python language.
 *
 * @param major the first number: 3 in 3.11.2
 * @param minor the second number: 11 in 3.11.2
 * @param micro the third number: 2 in 3.11.2
 */
public record PythonVersion(int major, int minor, int micro) {

    /** Whether this is {@code major.minor} or newer. */
    public boolean atLeast(int otherMajor, int otherMinor) {
        return major > otherMajor || (major == otherMajor && minor >= otherMinor);
    }

    @Override
    public String toString() {
        return major + "." + minor + "." + micro;
    }
}
