package dev.flsys.picture;

/**
 * The part of a picture that a network sees, in pixels of the decoded picture, whose first pixel is at the top left. It
 * extends beyond the picture where a network gets a padded one: {@code left} and {@code top} are negative then.
 *
 * @param left distance from the left side of the picture
 * @param top distance from the top of the picture
 * @param width greater than 0
 * @param height greater than 0
 */
public record SeenRegion(double left, double top, double width, double height) {}
