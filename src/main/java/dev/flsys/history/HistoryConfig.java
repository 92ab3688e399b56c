package dev.flsys.history;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** The histories' settings as written. */
@ConfigMapping(prefix = "flsys.history")
interface HistoryConfig {

    /** HISTORY_SUBDIR. */
    Optional<String> subdir();
}
