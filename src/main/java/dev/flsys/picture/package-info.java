/**
 * The conversion of a picture file's bytes to the input of a model, with exactly the pixels of Pillow. This room
 * recognises and decodes the format; {@code picture.resize} resizes and normalises. Used by {@code inference}.
 *
 * <p>Leptonica decodes JPEG, PNG and WebP. Its libjpeg-turbo, libpng and libwebp give the same pixels as Pillow. TIFF
 * is read by the JDK's reader. GIF, BMP and PPM are decoded in this room. A JPEG in CMYK differs from Pillow by one
 * level at most. The JDK's native JPEG reader is never used, because damaged CMYK files block the whole JVM. The resize
 * is Pillow's fixed-point antialiased bilinear filter, bit for bit. Pillow 12.2 and 13 changed the order of the two
 * passes for tall pictures, so the order is that of the project's Pillow. The square of a network is the whole picture,
 * or torchvision's {@code Resize} and {@code CenterCrop}, of which only the visible part is computed.
 * {@code src/test/parity} computed the expected values of the tests.
 *
 * <p>Hostile pictures are refused by their headers, because a native decoder cannot be stopped. The limits are:
 *
 * <ul>
 *   <li>A JPEG may have at most 100 scans, which visit at most 24 million blocks, and no arithmetic coding.
 *   <li>libpng gets only the header, palette, pixels and end of a PNG.
 *   <li>A TIFF may have at most 100,000 strips or tiles. They must not share bytes or expand beyond their pixels.
 *   <li>A picture may have at most 64 megapixels. A PNG or TIFF with more than 32 bits a pixel may have at most 32
 *       megapixels.
 * </ul>
 *
 * <p>Large pictures wait for each other ({@code DecodingMemory}), so many of them need no more memory than one.
 */
@NullMarked
package dev.flsys.picture;

import org.jspecify.annotations.NullMarked;
