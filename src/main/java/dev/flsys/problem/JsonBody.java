package dev.flsys.problem;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The media type of a request whose body is read without a resource method. */
public final class JsonBody {

    private JsonBody() {}

    /** Another media type than JSON: 400, as clients of the Flask model server expect. */
    private static final class WrongContentType extends Problem {

        WrongContentType() {
            super(400, "Bad Request", "The body must be JSON, sent with Content-Type: application/json.");
        }
    }

    /**
     * Rejects a request whose Content-Type is not JSON. A request without one is accepted.
     *
     * @param type the Content-Type header, null if there is none
     * @throws Problem if it names neither {@code application/json} nor a type that ends in {@code +json}
     */
    public static void require(@Nullable String type) {
        if (type == null) {
            return;
        }
        int parameters = type.indexOf(';');
        String name =
                (parameters < 0 ? type : type.substring(0, parameters)).strip().toLowerCase(Locale.ROOT);
        if (!name.equals("application/json") && !name.endsWith("+json")) {
            throw new WrongContentType();
        }
    }
}
