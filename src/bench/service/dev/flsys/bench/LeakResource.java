package dev.flsys.bench;

import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A planted leak that checks the memory check: native memory outside the Java heap that is never freed. */
@Path("/bench/leak")
public class LeakResource {

    private static final int KILOBYTE = 1024;

    private static final Queue<ByteBuffer> LEAKED = new ConcurrentLinkedQueue<>();

    /**
     * Leaks native memory, zeroed and so resident.
     *
     * @param kilobytes amount, in units of 1,024 bytes
     * @return the number of leaks so far
     */
    @POST
    @Produces(MediaType.TEXT_PLAIN)
    public String leak(@QueryParam("kilobytes") @DefaultValue("32") int kilobytes) {
        LEAKED.add(ByteBuffer.allocateDirect(Math.multiplyExact(kilobytes, KILOBYTE)));
        return Integer.toString(LEAKED.size());
    }
}
