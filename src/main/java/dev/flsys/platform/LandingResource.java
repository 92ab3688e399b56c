package dev.flsys.platform;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** {@code GET /}, by which clients of the Flask model server see that it is there; the same text whatever they accept. */
@Path("/")
public class LandingResource {

    @GET
    @Produces(MediaType.WILDCARD)
    public Response greeting() {
        return Response.ok("欢迎参加蓝桥杯", "text/plain;charset=UTF-8").build();
    }
}
