package dev.flsys.picture;

/**
 * Picture files to pixels, as Pillow's {@code Image.open(file).convert("RGB")} gives them: the first frame, alpha
 * dropped and not blended, palettes and grey expanded, EXIF orientation ignored, colour profiles not applied.
 *
 * <p>JPEG, PNG and WebP are decoded by the same libraries as in Pillow, through Leptonica; what that reads otherwise
 * than Pillow (GIF, BMP, TIFF) is decoded in Java, which no damaged file can crash.
 *
 * <p>The work is bounded before it begins: by the number of pixels, and by what the headers say of scans, strips and
 * tiles. So decoding takes a few seconds at most, however a file was made. Thread-safe.
 */
public final class ImageDecoder {

    /** Pixels of the largest picture that is accepted unless told otherwise. */
    public static final long DEFAULT_MAX_PIXELS = 64_000_000;

    private final PixelLimit limit;

    /** Accepts pictures of up to {@link #DEFAULT_MAX_PIXELS}. */
    public ImageDecoder() {
        this(DEFAULT_MAX_PIXELS);
    }

    /**
     * @param maxPixels width times height of the largest picture that is accepted, at least 1; more than 178,956,970,
     *     where Pillow sees a decompression bomb, count as that. Decoding takes about 5 bytes of memory for each; of
     *     kinds that take far more (PNG and TIFF with more than 32 bits a pixel) accordingly smaller
     *     pictures are accepted
     */
    public ImageDecoder(long maxPixels) {
        this.limit = new PixelLimit(maxPixels);
    }

    /**
     * The pixels of a picture, which the caller closes.
     *
     * @param file a whole JPEG, PNG, GIF, BMP, WebP or TIFF file, recognised by its content
     * @throws ImageUnreadable if it is something else, truncated, corrupt, of an unsupported kind or too large
     */
    public Picture decode(byte[] file) {
        FileBytes bytes = new FileBytes(ImageFormat.of(file), file);
        try {
            return switch (bytes.format()) {
                case JPEG -> JpegDecoder.decode(bytes, limit);
                case PNG -> PngDecoder.decode(bytes, limit);
                case GIF -> GifDecoder.decode(bytes, limit);
                case BMP -> BmpDecoder.decode(bytes, limit);
                case WEBP -> WebpDecoder.decode(bytes, limit);
                case TIFF -> TiffDecoder.decode(bytes, limit);
            };
        } catch (ImageUnreadable unreadable) {
            throw unreadable;
        } catch (RuntimeException damaged) {
            // A damaged file makes decoders fail in ways that nobody lists: JavaCPP's exceptions, index errors in
            // ImageIO.
            throw ImageUnreadable.corrupt(bytes.format(), damaged);
        }
    }
}
