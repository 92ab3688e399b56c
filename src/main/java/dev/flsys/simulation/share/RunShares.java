package dev.flsys.simulation.share;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flsys.access.AccessSettings;
import dev.flsys.access.Caller;
import dev.flsys.simulation.Simulations;
import dev.flsys.simulation.log.SimulationId;
import dev.flsys.simulation.log.SimulationLog;
import dev.flsys.simulation.log.SimulationProblem;
import dev.flsys.simulation.record.SimulationRecord;
import dev.flsys.simulation.record.SimulationStore;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Creates, lists and revokes the links of simulations, and finds the simulation that a link opens. Thread-safe. */
@ApplicationScoped
public class RunShares {

    /** Most links of one simulation. Two services that add a link at the same time may exceed this number by one. */
    public static final int MAX = 20;

    /** The caller of a valid link, for reading only. A link gives access only to the data of these methods. */
    private static final Caller READER = new Caller(Optional.empty(), true);

    private final Simulations simulations;
    private final SimulationStore store;
    private final ShareTokens tokens;
    private final ShareFiles files;
    private final Clock clock;

    @Inject
    public RunShares(Simulations simulations, SimulationStore store, AccessSettings settings, ObjectMapper json) {
        this(simulations, store, new ShareTokens(settings.secretKey()), new ShareFiles(json), Clock.systemUTC());
    }

    public RunShares(
            Simulations simulations, SimulationStore store, ShareTokens tokens, ShareFiles files, Clock clock) {
        this.simulations = simulations;
        this.store = store;
        this.tokens = tokens;
        this.files = files;
        this.clock = clock;
    }

    /** A link, with the token that opens it. */
    public record Link(Share share, String token) {}

    /** A simulation that a link has opened. */
    public record Opened(SimulationRecord record, Share share) {}

    /**
     * Creates a link.
     *
     * @throws SimulationProblem if there is no such simulation, it is not the caller's, or the link cannot be stored
     * @throws ShareProblem if the body is refused, or the simulation has {@value #MAX} links
     */
    public synchronized Link create(Caller caller, SimulationId id, @Nullable JsonNode body) {
        simulations.findToChange(caller, id);
        ShareRequest request = ShareRequest.read(body);
        Instant now = clock.instant();
        try {
            if (files.all(store.path(id), now).size() >= MAX) {
                throw ShareProblem.tooMany(MAX);
            }
            Share share = Share.create(tokens.nextId(), request, now);
            files.add(store.path(id), share);
            return link(id, share);
        } catch (NoSuchFileException deleted) {
            throw SimulationProblem.unknown();
        } catch (IOException unwritable) {
            throw unwritable(unwritable);
        }
    }

    /**
     * The links of a simulation that are valid, the latest last.
     *
     * @throws SimulationProblem if there is no such simulation, or it is not the caller's
     */
    public List<Link> list(Caller caller, SimulationId id) {
        simulations.findToChange(caller, id);
        try {
            return files.all(store.path(id), clock.instant()).stream()
                    .map(share -> link(id, share))
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException("The links cannot be read: " + id, unreadable);
        }
    }

    /**
     * Revokes a link at once.
     *
     * @throws SimulationProblem if there is no such simulation, it is not the caller's, or the link cannot be deleted
     * @throws ShareProblem if the simulation has no such link
     */
    public void revoke(Caller caller, SimulationId id, String share) {
        simulations.findToChange(caller, id);
        try {
            if (!files.delete(store.path(id), share)) {
                throw ShareProblem.unknown();
            }
        } catch (IOException unwritable) {
            throw unwritable(unwritable);
        }
    }

    /**
     * The simulation that a token opens. Must be called for each request.
     *
     * @throws ShareProblem if the token is not accepted, for any reason
     */
    public Opened open(@Nullable String token) {
        ShareTokens.Claim claim = claim(token);
        Share share = share(claim);
        SimulationRecord record =
                simulations.current(new SimulationId(claim.run())).orElseThrow(ShareProblem::invalid);
        return new Opened(record, share);
    }

    /**
     * Requires that a token is still valid. Must be called while a long answer is being sent.
     *
     * @throws ShareProblem if the token is not valid any more
     */
    public void requireValid(@Nullable String token) {
        share(claim(token));
    }

    /** The signature is checked before any file, so a guess costs no access to the disk. */
    private ShareTokens.Claim claim(@Nullable String token) {
        return Optional.ofNullable(token)
                .flatMap(tokens::verify)
                .filter(claim -> SimulationId.isValid(claim.run()))
                .orElseThrow(ShareProblem::invalid);
    }

    private Share share(ShareTokens.Claim claim) {
        try {
            return files.find(store.path(new SimulationId(claim.run())), claim.share(), clock.instant())
                    .orElseThrow(ShareProblem::invalid);
        } catch (IOException unreadable) {
            throw new UncheckedIOException("A link cannot be read: " + claim.run(), unreadable);
        }
    }

    /**
     * The events of the simulation that a token opens.
     *
     * @throws ShareProblem if the token opens no simulation
     */
    public SimulationLog log(@Nullable String token) {
        return simulations.log(READER, open(token).record().id());
    }

    private Link link(SimulationId id, Share share) {
        return new Link(share, tokens.sign(id.value(), share.id()));
    }

    private static SimulationProblem unwritable(IOException failed) {
        return SimulationProblem.unwritable(
                SimulationProblem.reason(failed).orElse("the links of a simulation cannot be changed"));
    }
}
