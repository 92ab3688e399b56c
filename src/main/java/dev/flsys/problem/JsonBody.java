package dev.flsys.problem;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What requests carry that are read by hand. */
public final class JsonBody {

    private JsonBody() {}

    /**
     * Refuses bodies that are not told to be JSON; those of which nothing is told pass.
     *
     * @param type the Content-Type header, null if there is none
     * @throws WrongContentType if it names another media type than {@code application/json} and its kin
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
