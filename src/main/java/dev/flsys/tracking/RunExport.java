package dev.flsys.tracking;

import java.io.Closeable;
import java.io.IOException;

/** The transfer of one run to a tool. For one thread. */
interface RunExport extends Closeable {

    /** The state after a part. */
    enum Next {
        /** There is more now. */
        MORE,
        /** The run continues. */
        LATER,
        /** The tool has all of the run. */
        NOTHING
    }

    /**
     * Transfers the next part. After a failure this object is closed, and a new one continues with the same part.
     *
     * @throws IOException if the tool does not take it now
     */
    Next advance() throws IOException;
}
