package dev.flsys.picture;

/**
 * Decodes picture files to the pixels of Pillow's {@code Image.open(file).convert("RGB")}. The first frame is decoded.
 * Alpha is dropped and not blended. Palettes and grey are expanded. The EXIF orientation is ignored, and colour
 * profiles are not applied.
 *
 * <p>JPEG, PNG and WebP are decoded by the same libraries as in Pillow, through Leptonica. GIF, BMP, TIFF and PPM,
 * which Leptonica reads differently, are decoded in Java. The JDK's readers of GIF and BMP give other pixels than
 * Pillow and accept truncated files.
 *
 * <p>The work is bounded before it begins, by the number of pixels, scans, strips and tiles in the headers. So decoding
 * takes a few seconds at most, even of a malicious file. Thread-safe.
 */
public final class ImageDecoder {

    /** Pixels of the largest picture that is accepted by default. */
    public static final long DEFAULT_MAX_PIXELS = 64_000_000;

    private final long maxPixels;
    private final DecodingMemory memory;

    /** Accepts pictures of up to {@link #DEFAULT_MAX_PIXELS}. */
    public ImageDecoder() {
        this(DEFAULT_MAX_PIXELS);
    }

    /**
     * @param maxPixels width times height of the largest picture that is accepted, 1 to 178,956,970 (Pillow's limit for
     *     decompression bombs; a larger value counts as this). Decoding takes about 5 bytes of memory for each pixel.
     *     PNG and TIFF with more than 32 bits a pixel take more, so their limit is lower
     */
    public ImageDecoder(long maxPixels) {
        this(maxPixels, DecodingMemory.shared());
    }

    ImageDecoder(long maxPixels, DecodingMemory memory) {
        if (maxPixels < 1) {
            throw new IllegalArgumentException("A limit of " + maxPixels + " pixels accepts no picture");
        }
        this.maxPixels = maxPixels;
        this.memory = memory;
    }

    /**
     * Decodes a picture, which the caller must close. A large picture waits until others are closed.
     *
     * @param file a whole JPEG, PNG, GIF, BMP, WebP, TIFF, PPM, PGM or PBM file, recognised by its content
     * @throws ImageUnreadable if it has another format, or is truncated, corrupt, of an unsupported kind or too large
     * @throws DecodingBusy if other large pictures need the memory for too long
     */
    public Picture decode(byte[] file) {
        FileBytes bytes = new FileBytes(ImageFormat.of(file), file);
        DecodingMemory.Place place = memory.place();
        boolean decoded = false;
        try {
            Picture picture = new PlacedPicture(decode(bytes, new PixelLimit(maxPixels, place)), place);
            decoded = true;
            return picture;
        } finally {
            if (!decoded) {
                place.close();
            }
        }
    }

    private static Picture decode(FileBytes bytes, PixelLimit limit) {
        try {
            return switch (bytes.format()) {
                case JPEG -> JpegDecoder.decode(bytes, limit);
                case PNG -> PngDecoder.decode(bytes, limit);
                case GIF -> GifDecoder.decode(bytes, limit);
                case BMP -> BmpDecoder.decode(bytes, limit);
                case WEBP -> WebpDecoder.decode(bytes, limit);
                case TIFF -> TiffDecoder.decode(bytes, limit);
                case NETPBM -> NetpbmDecoder.decode(bytes, limit);
            };
        } catch (ImageUnreadable | DecodingBusy expected) {
            throw expected;
        } catch (RuntimeException damaged) {
            // Decoders fail on a damaged file in undocumented ways, such as index errors in ImageIO.
            throw ImageUnreadable.corrupt(bytes.format(), damaged);
        }
    }
}
