package dev.flsys.picture;

/**
 * The part of a picture that a network sees, in pixels of the decoded picture, whose first pixel is at the top left. If
 * a network gets a padded picture, the region extends beyond the picture, and {@code left} and {@code top} are
 * negative.
 *
 * @param left distance from the left side of the picture
 * @param top distance from the top of the picture
 * @param width greater than 0
 * @param height greater than 0
 */
public record SeenRegion(double left, double top, double width, double height) {}
