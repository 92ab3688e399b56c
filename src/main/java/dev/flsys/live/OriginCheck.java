package dev.flsys.live;

import dev.flsys.access.Origins;
import io.quarkus.websockets.next.HttpUpgradeCheck;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;

/** Refuses live connections of foreign pages: browsers let every page open a WebSocket to anywhere (RFC 6455, 10.2). */
@Singleton
public final class OriginCheck implements HttpUpgradeCheck {

    private static final int FORBIDDEN = 403;

    private final Origins origins;

    OriginCheck(Origins origins) {
        this.origins = origins;
    }

    @Override
    public Uni<CheckResult> perform(HttpUpgradeContext context) {
        return origins.allow(context.httpRequest())
                ? CheckResult.permitUpgrade()
                : CheckResult.rejectUpgrade(FORBIDDEN);
    }
}
