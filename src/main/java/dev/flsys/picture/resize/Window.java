package dev.flsys.picture.resize;

/**
 * A rectangle of a picture that is resized. Only the pixels of the rectangle are computed.
 *
 * @param left first column
 * @param top first row
 * @param width columns, at least 1
 * @param height rows, at least 1
 */
record Window(int left, int top, int width, int height) {

    /** The whole of a picture of this size. */
    static Window whole(int width, int height) {
        return new Window(0, 0, width, height);
    }
}
