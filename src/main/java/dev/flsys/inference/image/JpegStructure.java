package dev.flsys.inference.image;

import java.io.ByteArrayOutputStream;

/**
 * What the segments of a JPEG file tell without decoding it (ITU-T T.81, annex B).
 *
 * @param width pixels
 * @param height rows; 0 where the file defers it to a DNL segment, which no reader supports
 * @param components 1 grey, 3 colour, 4 CMYK or YCCK
 * @param adobeTransform of Adobe's APP14 segment: 0, 1, {@link #YCCK}, or -1 without one
 * @param complete whether the end marker was reached: a file without one is truncated, for Pillow too
 */
record JpegStructure(int width, int height, int components, int adobeTransform, boolean complete) {

    static final int YCCK = 2;

    private static final int SOI = 0xd8;
    private static final int EOI = 0xd9;
    private static final int SOS = 0xda;
    private static final int APP0 = 0xe0;
    private static final int APP14 = 0xee;
    private static final int APP15 = 0xef;
    private static final int COMMENT = 0xfe;

    static JpegStructure of(FileBytes file) {
        Segments segments = new Segments(file);
        int frame = -1;
        int adobe = -1;
        boolean scanned = false;
        while (segments.next()) {
            int marker = segments.marker;
            if (isFrame(marker) && frame < 0) {
                frame = segments.start;
            } else if (marker == APP14 && !scanned && segments.isAdobe()) {
                adobe = file.u8(segments.start + 15);
            } else if (marker == SOS) {
                scanned = true;
            }
        }
        if (frame < 0 || !scanned) {
            throw segments.marker == EOI ? ImageUnreadable.corrupt(ImageFormat.JPEG, null) : truncated();
        }
        return new JpegStructure(
                file.u16be(frame + 7), file.u16be(frame + 5), file.u8(frame + 9), adobe, segments.marker == EOI);
    }

    /** The file without EXIF, profiles, thumbnails and comments, which may be damaged and change no pixel. */
    byte[] withoutApplicationSegments(FileBytes file) {
        ByteArrayOutputStream kept = new ByteArrayOutputStream(file.length());
        Segments segments = new Segments(file);
        int copied = 0;
        while (segments.next()) {
            int marker = segments.marker;
            boolean dropped =
                    marker == COMMENT || marker >= APP0 && marker <= APP15 && !(marker == APP14 && segments.isAdobe());
            if (dropped) {
                kept.write(file.bytes(), copied, segments.start - copied);
                copied = segments.end;
            }
        }
        kept.write(file.bytes(), copied, file.length() - copied);
        return kept.toByteArray();
    }

    /** SOF0 to SOF15; three codes of that range are tables. */
    private static boolean isFrame(int marker) {
        return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
    }

    private static ImageUnreadable truncated() {
        return ImageUnreadable.truncated(ImageFormat.JPEG);
    }

    /** Steps from marker to marker; entropy-coded data, where {@code ff 00} is no marker, is stepped over. */
    private static final class Segments {

        private final FileBytes file;
        private int marker = SOI;
        private int start;
        private int end = 2;

        Segments(FileBytes file) {
            this.file = file;
        }

        /** Goes to the next segment; false at the end marker or the end of the file, {@link #marker} tells which. */
        boolean next() {
            byte[] bytes = file.bytes();
            int at = end;
            while (at + 1 < bytes.length) {
                int code = bytes[at + 1] & 0xff;
                if (bytes[at] != (byte) 0xff || code == 0xff || isStandalone(code)) {
                    at++;
                    continue;
                }
                marker = code;
                start = at;
                if (code == EOI) {
                    return false;
                }
                if (at + 4 > bytes.length) {
                    break;
                }
                end = at + 2 + Math.max(2, file.u16be(at + 2));
                return end <= bytes.length;
            }
            marker = 0;
            return false;
        }

        boolean isAdobe() {
            return end - start >= 16 && file.tag(start + 4).equals("Adob") && file.u8(start + 8) == 'e';
        }

        /** Stuffing, TEM, restart markers and a start of image: without parameters. */
        private static boolean isStandalone(int code) {
            return code <= 1 || code >= 0xd0 && code <= SOI;
        }
    }
}
