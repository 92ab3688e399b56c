package dev.flsys.socketio;

import dev.flsys.settings.SettingsReport;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Makes the room's settings a bean. */
final class SocketIoSettingsProducer {

    @Produces
    @Singleton
    SocketIoSettings settings(SocketIoConfig config, SettingsReport report) {
        return SocketIoSettings.read(config, report);
    }
}
