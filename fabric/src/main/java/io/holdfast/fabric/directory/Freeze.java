package io.holdfast.fabric.directory;

import io.holdfast.contracts.job.JobWarning;
import io.holdfast.fabric.SnapshotResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Freezes a machine by its commands, and thaws it whatever happens: at once after the work, at the deadline from another thread, and after a
 * crash by whoever finds the mark that was left before freezing.
 */
final class Freeze {
    private static final Logger log = LoggerFactory.getLogger(Freeze.class);
    private static final String MARK = "frozen";
    private static final int THAW_TRIES = 3;

    private final Attempt attempt;
    private final Manifest.Hook freeze;
    private final Manifest.Hook thaw;
    private final Path machine;
    private final Duration deadline;
    private final AtomicBoolean thawing = new AtomicBoolean();
    private final CompletableFuture<Optional<String>> thawed = new CompletableFuture<>();

    private Freeze(Attempt attempt, Manifest.Hook freeze, Manifest.Hook thaw, Path machine, Duration deadline) {
        this.attempt = attempt;
        this.freeze = freeze;
        this.thaw = thaw;
        this.machine = machine;
        this.deadline = deadline;
    }

    /** What came of it; {@code millis} is null when no freeze was tried. */
    record Result<T>(T value, boolean frozen, @Nullable Long millis, List<JobWarning> warnings) {}

    /** Does {@code work} while the machine is frozen, or unfrozen with a warning when it can't be. */
    static <T> Result<T> during(
            MachineFolder folder,
            Manifest.Hook freeze,
            Manifest.Hook thaw,
            UUID job,
            Duration limit,
            Supplier<T> work) {
        Duration deadline = limit.compareTo(freeze.deadline()) < 0 ? limit : freeze.deadline();
        Attempt attempt = null;
        try {
            attempt = Attempt.begin(folder.base(), job);
            attempt.writeDurably(
                    MARK, folder.folder() + "\n" + Instant.now().plus(deadline).toEpochMilli());
        } catch (IOException e) {
            if (attempt != null) {
                discard(attempt);
            }
            if (Thread.currentThread().isInterrupted()) {
                throw new CancellationException("interrupted before freezing");
            }
            log.warn("Cannot leave a mark beside {}, so it is not frozen", folder.location(), e);
            return new Result<>(work.get(), false, null, notFrozen("no mark can be written beside the machine"));
        }
        return new Freeze(attempt, freeze, thaw, folder.path(), deadline).during(work);
    }

    private <T> Result<T> during(Supplier<T> work) {
        long start = System.nanoTime();
        Optional<String> failure;
        Optional<String> thawFailure;
        T value = null;
        try {
            failure = new GuestCommand("freeze", freeze.command(), machine).run(deadline, attempt.file("freeze.log"));
            if (failure.isEmpty()) {
                long left = deadline.toNanos() - (System.nanoTime() - start);
                CompletableFuture.delayedExecutor(left, TimeUnit.NANOSECONDS).execute(this::thawOnce);
                value = work.get();
                if (thawing.get()) {
                    failure = Optional.of("it was thawed at the deadline, before the snapshot was taken");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted while freezing");
        } finally {
            thawOnce();
            thawFailure =
                    thawed.exceptionally(e -> Optional.of("it ended with " + e)).join();
        }
        long millis = (System.nanoTime() - start) / 1_000_000;
        List<JobWarning> warnings =
                new ArrayList<>(failure.map(Freeze::notFrozen).orElse(List.of()));
        thawFailure.ifPresent(what -> warnings.add(new JobWarning(
                SnapshotResult.THAW_FAILED, "The machine may still be frozen, thawing goes on: " + what)));
        return new Result<>(value == null ? work.get() : value, failure.isEmpty(), millis, warnings);
    }

    private static void discard(Attempt attempt) {
        try {
            attempt.delete();
        } catch (IOException e) {
            log.warn("Leftovers of job {} stay until the next reconcile", attempt.job(), e);
        }
    }

    private static List<JobWarning> notFrozen(String why) {
        return List.of(new JobWarning(SnapshotResult.NOT_FROZEN, "The machine was not frozen: " + why));
    }

    // on a thread of its own, so that neither an interrupt nor a hanging caller can stop it
    private void thawOnce() {
        if (thawing.compareAndSet(false, true)) {
            Thread thread = new Thread(
                    () -> thawed.completeAsync(() -> thaw(attempt, thaw, machine), Runnable::run), "holdfast-thaw");
            thread.setDaemon(true);
            thread.start();
        }
    }

    private static Optional<String> thaw(Attempt attempt, Manifest.Hook thaw, Path machine) {
        Optional<String> failure = Optional.of("thaw was not tried");
        try {
            for (int i = 0; i < THAW_TRIES && failure.isPresent(); i++) {
                failure = new GuestCommand("thaw", thaw.command(), machine)
                        .run(thaw.deadline(), attempt.file("thaw.log"));
            }
            if (failure.isEmpty()) {
                attempt.delete();
            }
        } catch (InterruptedException | IOException e) {
            log.warn("Mark of a freeze stays until the next reconcile", e);
        }
        return failure;
    }

    /** Of an attempt of a dead job: thaws the machine if it may be frozen. False: it still may be. */
    static boolean recover(Attempt attempt, MachineTree tree) throws IOException {
        Optional<String> mark = attempt.read(MARK);
        if (mark.isEmpty()) {
            return true;
        }
        String name = mark.get().lines().findFirst().orElse("");
        // whoever may write in the tree may have written the mark
        if (!tree.commandsAllowed() || !Target.isChild(name)) {
            log.warn(
                    "A mark of a frozen machine in {} is not acted upon",
                    attempt.base().getFileName());
            return true;
        }
        MachineFolder folder = tree.folder(String.valueOf(attempt.base().getFileName()), name);
        if (!Files.isDirectory(folder.path(), LinkOption.NOFOLLOW_LINKS)) {
            return true;
        }
        Manifest.Hook thaw = ManifestFormat.parse(folder.manifestText()).thaw();
        return thaw == null || thaw(attempt, thaw, folder.path()).isEmpty();
    }

    /** Frozen for longer than its deadline, with time for thawing itself: nobody is there to thaw it, or it fails. */
    static boolean overdue(Attempt attempt, Instant now) {
        try {
            return attempt.read(MARK)
                    .flatMap(text -> text.lines().skip(1).findFirst())
                    .map(millis -> Instant.ofEpochMilli(Long.parseLong(millis)))
                    .map(until -> until.plusSeconds(30).isBefore(now))
                    .orElse(false);
        } catch (IOException | NumberFormatException e) {
            return false;
        }
    }
}
