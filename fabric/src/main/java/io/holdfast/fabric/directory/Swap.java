package io.holdfast.fabric.directory;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Exchanges disks of an existing machine. Its journal is written when all new disks are durable, and from then on the swap goes only
 * forward over crashes: every step looks at what is there and does what is missing. Without a crash, a failing step takes all steps back.
 *
 * @param folder the machine's folder in the cloud service
 * @param disks files in {@code new/} and where they go, relative to the machine's folder
 * @param manifest machine.yaml as it is to be afterwards
 */
record Swap(String folder, List<Disk> disks, String manifest) {
    private static final Logger log = LoggerFactory.getLogger(Swap.class);
    private static final String JOURNAL = "swap.json";
    private static final ObjectMapper JSON = new ObjectMapper();

    record Disk(String staged, String target) {}

    static boolean hasBegun(Attempt attempt) {
        return Target.exists(attempt.file(JOURNAL));
    }

    /** Refuses a journal that leads out of the machine's folder: whoever may write in the tree may have written it. */
    static Optional<Swap> read(Attempt attempt) throws IOException {
        Optional<String> journal = attempt.read(JOURNAL);
        if (journal.isEmpty()) {
            return Optional.empty();
        }
        Swap swap = JSON.readValue(journal.get(), Swap.class);
        if (!swap.staysInside(attempt)) {
            throw new IOException(
                    "the journal of job " + attempt.job() + " leads out of its machine's folder, or that is gone");
        }
        return Optional.of(swap);
    }

    private boolean staysInside(Attempt attempt) {
        Path machine = attempt.base().resolve(folder);
        if (!Target.isChild(folder) || !Files.isDirectory(machine, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        for (Disk disk : disks) {
            if (!Target.isChild(disk.staged()) || !ImageFile.isInnerPath(disk.target())) {
                return false;
            }
            new ImageFile(disk.staged(), machine, disk.target()).refuseLinks();
        }
        return true;
    }

    void begin(Attempt attempt) throws IOException {
        attempt.writeDurably(JOURNAL, JSON.writeValueAsString(this));
        try {
            exchange(attempt);
        } catch (IOException e) {
            takeBack(attempt);
            throw e;
        }
        // from here on nothing is taken back: the previous disks are being removed
        Attempt.syncFolder(attempt.base().resolve(folder));
        try {
            remove(attempt);
        } catch (IOException e) {
            log.warn("The previous disks of {} stay until the next reconcile", folder, e);
        }
    }

    /** Whether all is as before the first step. */
    boolean isUntouched(Attempt attempt) {
        for (int i = 0; i < disks.size(); i++) {
            Path staged = attempt.file(StagedRestore.NEW).resolve(disks.get(i).staged());
            if (!Target.exists(staged) || Target.exists(aside(attempt, i))) {
                return false;
            }
        }
        return !disks.isEmpty();
    }

    void giveUp(Attempt attempt) throws IOException {
        remove(attempt);
    }

    void complete(Attempt attempt) throws IOException {
        exchange(attempt);
        Attempt.syncFolder(attempt.base().resolve(folder));
        remove(attempt);
    }

    private static void remove(Attempt attempt) throws IOException {
        Files.deleteIfExists(attempt.file(JOURNAL));
        attempt.delete();
    }

    private void exchange(Attempt attempt) throws IOException {
        Path machine = attempt.base().resolve(folder);
        for (int i = 0; i < disks.size(); i++) {
            Path staged = attempt.file(StagedRestore.NEW).resolve(disks.get(i).staged());
            Path target = machine.resolve(disks.get(i).target());
            if (Target.exists(staged)) {
                if (Target.exists(target) && !Target.exists(aside(attempt, i))) {
                    move(target, aside(attempt, i));
                }
                Files.createDirectories(parent(target));
                move(staged, target);
            }
        }
        for (Disk disk : disks) {
            Attempt.syncFolder(parent(machine.resolve(disk.target())));
        }
        Path text = attempt.file("machine.yaml.new");
        if (!Target.exists(text)
                && !Files.readString(machine.resolve(MachineFolder.MANIFEST)).equals(manifest)) {
            attempt.writeDurably("machine.yaml.new", manifest);
        }
        if (Target.exists(text)) {
            move(text, machine.resolve(MachineFolder.MANIFEST));
        }
    }

    private void takeBack(Attempt attempt) {
        Path machine = attempt.base().resolve(folder);
        try {
            for (int i = disks.size() - 1; i >= 0; i--) {
                Path staged =
                        attempt.file(StagedRestore.NEW).resolve(disks.get(i).staged());
                Path target = machine.resolve(disks.get(i).target());
                if (!Target.exists(staged) && Target.exists(target)) {
                    move(target, staged);
                }
                if (Target.exists(aside(attempt, i))) {
                    move(aside(attempt, i), target);
                }
            }
            Attempt.syncFolder(machine);
            Files.deleteIfExists(attempt.file(JOURNAL));
        } catch (IOException e) {
            log.error("The swap of job {} can't be taken back; reconcile will complete it", attempt.job(), e);
        }
    }

    private static Path aside(Attempt attempt, int index) {
        return attempt.file("previous-" + index);
    }

    private static void move(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }

    private static Path parent(Path path) {
        Path parent = path.getParent();
        return parent == null ? path : parent;
    }
}
