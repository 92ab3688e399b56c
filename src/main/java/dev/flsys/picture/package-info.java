/**
 * The conversion of a picture file's bytes to the input of a model, with exactly the pixels of Pillow. This room
 * recognises and decodes the format; {@code picture.resize} resizes and normalises. Used by {@code inference}.
 *
 * <p>Leptonica decodes JPEG, PNG and WebP. Its libjpeg-turbo, libpng and libwebp give the same pixels as Pillow. TIFF
 * uses the JDK's reader, GIF, BMP and PPM are decoded here. A JPEG in CMYK differs from Pillow by one level at most.
 * The JDK's native JPEG reader is never used, because damaged CMYK files block the whole JVM. The resize is Pillow's
 * fixed-point antialiased bilinear filter, bit for bit. Pillow 12.2 and 13 changed the order of the two passes for tall
 * pictures, so the order is that of the project's Pillow. The square of a network is the whole picture, or
 * torchvision's {@code Resize} and {@code CenterCrop}, of which only the visible part is computed.
 * {@code src/test/parity} computed the expected values of the tests.
 *
 * <p>Hostile pictures are refused by their headers, because a native decoder cannot be stopped. A JPEG has at most 100
 * scans, which visit at most 24 million blocks, and no arithmetic coding. Of a PNG, libpng gets the header, palette,
 * pixels and end only. A TIFF has at most 100,000 strips or tiles, which do not share bytes and do not expand beyond
 * their pixels. A picture has at most 64 megapixels; a PNG or TIFF with more than 32 bits a pixel has at most 32. Large
 * pictures wait for each other ({@code DecodingMemory}), so many of them need no more memory than one.
 */
@NullMarked
package dev.flsys.picture;

import org.jspecify.annotations.NullMarked;
