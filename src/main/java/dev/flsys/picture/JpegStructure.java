package dev.flsys.picture;

/**
 * The structure of a JPEG file, read from its segments without decoding it (ITU-T T.81, annex B).
 *
 * @param width pixels
 * @param height rows; 0 if the file gives it in a DNL segment, which no reader supports
 * @param components 1 grey, 3 colour, 4 CMYK or YCCK
 * @param adobe whether the file has Adobe's APP14 segment before its first scan
 * @param frame the frame header
 * @param scans the scans, not yet checked
 * @param complete whether the file has an end marker; Pillow, too, rejects a file without one as truncated
 */
record JpegStructure(
        int width, int height, int components, boolean adobe, JpegFrame frame, JpegScans scans, boolean complete) {

    static JpegStructure of(FileBytes file) {
        JpegSegments segments = new JpegSegments(file);
        JpegFrame frame = null;
        JpegScans scans = new JpegScans();
        boolean adobe = false;
        boolean scanned = false;
        while (segments.next()) {
            if (segments.isFrame() && frame == null) {
                frame = JpegFrame.of(file, segments.start());
            } else if (segments.isAdobe() && !scanned) {
                adobe = true;
            } else if (segments.marker() == JpegSegments.SOS) {
                scanned = true;
                if (frame != null) {
                    scans.add(file, frame, segments.start());
                }
            }
        }
        boolean complete = segments.marker() == JpegSegments.EOI;
        if (frame == null || !scanned) {
            throw complete
                    ? ImageUnreadable.corrupt(ImageFormat.JPEG, null)
                    : ImageUnreadable.truncated(ImageFormat.JPEG);
        }
        return new JpegStructure(
                frame.width(), frame.height(), file.u8(frame.at() + 9L), adobe, frame, scans, complete);
    }
}
