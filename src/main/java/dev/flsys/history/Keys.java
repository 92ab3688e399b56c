package dev.flsys.history;

import java.util.Locale;

/** The spelling of names in history files. */
final class Keys {

    private Keys() {}

    /**
     * {@code key} in lower case, with one {@code _} for blanks, {@code - . /} and {@code _}: {@code FL Round} is
     * {@code fl_round}.
     */
    static String plain(String key) {
        StringBuilder plain = new StringBuilder(key.length());
        boolean gap = false;
        for (int i = 0; i < key.length(); i++) {
            char c = key.charAt(i);
            if (c == ' ' || c == '-' || c == '.' || c == '/' || c == '_') {
                gap = plain.length() > 0;
            } else {
                if (gap) {
                    plain.append('_');
                    gap = false;
                }
                plain.append(c);
            }
        }
        return plain.toString().toLowerCase(Locale.ROOT);
    }
}
