package io.holdfast.fabric.directory;

import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.HoldfastException;
import io.holdfast.contracts.discovery.PowerState;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What attempts of dead jobs left beside the machines. */
final class Leftovers {
    private static final Logger log = LoggerFactory.getLogger(Leftovers.class);

    private Leftovers() {}

    /** {@code complete}: nothing is left that has to be tried again. */
    record Cleaned(List<String> done, boolean complete) {}

    static List<String> all(List<String> done, boolean complete) {
        if (!complete) {
            throw new HoldfastException(
                    ErrorCode.FabricUnavailable, "Something that a dead job left could not be cleaned up yet");
        }
        return done;
    }

    static Cleaned clean(Path base, MachineTree tree, Predicate<UUID> jobIsLive) {
        List<String> done = new ArrayList<>();
        boolean complete = true;
        for (Attempt attempt : Attempt.in(base)) {
            boolean live = jobIsLive.test(attempt.job());
            if (live && !Freeze.overdue(attempt, Instant.now())) {
                continue;
            }
            Optional<Attempt> mine = attempt.claim();
            if (mine.isPresent()) {
                Optional<String> what = recover(mine.get(), tree);
                what.ifPresent(done::add);
                complete &= what.isPresent();
            }
        }
        return new Cleaned(done, complete);
    }

    private static boolean isOff(MachineTree tree, Attempt attempt, Swap swap) {
        MachineFolder folder = tree.folder(String.valueOf(attempt.base().getFileName()), swap.folder());
        return ManifestFormat.parse(folder.manifestText()).powerState() == PowerState.Off;
    }

    /** Empty: it stays for now. */
    private static Optional<String> recover(Attempt attempt, MachineTree tree) {
        try {
            if (!Freeze.recover(attempt, tree)) {
                log.error(
                        "A machine in {} may still be frozen: its thaw command fails",
                        attempt.base().getFileName());
                return Optional.empty();
            }
            Optional<Swap> swap = Swap.read(attempt);
            if (swap.isPresent() && swap.get().isUntouched(attempt) && !isOff(tree, attempt, swap.get())) {
                swap.get().giveUp(attempt);
                return Optional.of(
                        "Gave up the exchange of disks of " + swap.get().folder() + " that job " + attempt.job()
                                + " had not begun: the machine was started since");
            }
            if (swap.isPresent()) {
                swap.get().complete(attempt);
                return Optional.of("Completed the exchange of disks of "
                        + swap.get().folder() + " that job " + attempt.job() + " had begun");
            }
            attempt.delete();
            return Optional.of("Removed what job " + attempt.job() + " left");
        } catch (IOException | HoldfastException e) {
            log.warn("Leftovers of job {} can't be cleaned yet", attempt.job(), e);
            return Optional.empty();
        }
    }
}
