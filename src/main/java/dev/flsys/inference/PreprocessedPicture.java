package dev.flsys.inference;

/**
 * A picture as a model sees it.
 *
 * @param values for the network
 * @param width the width of the decoded picture, pixels
 * @param height the height of the decoded picture, pixels
 */
public record PreprocessedPicture(PictureValues values, int width, int height) {}
