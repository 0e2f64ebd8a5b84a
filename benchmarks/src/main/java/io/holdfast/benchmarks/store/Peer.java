package io.holdfast.benchmarks.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** restic and Borg as Debian has them, encrypted, at their fastest that compresses. */
abstract class Peer implements Contender {
    private static final Map<String, String> SECRETS = Map.of(
            "RESTIC_PASSWORD",
            "benchmark",
            "BORG_PASSPHRASE",
            "benchmark",
            "BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK",
            "yes");

    Path fleet = Path.of(".");
    Path store = Path.of(".");

    @Override
    public void begin(Path fleet, Path store) throws Exception {
        this.fleet = fleet;
        this.store = store;
    }

    Tool.Took run(Path folder, String... command) throws IOException, InterruptedException {
        Map<String, String> environment = new HashMap<>(SECRETS);
        environment.put(
                "RESTIC_CACHE_DIR",
                store.resolveSibling(store.getFileName() + ".cache").toString());
        environment.put(
                "BORG_BASE_DIR",
                store.resolveSibling(store.getFileName() + ".cache").toString());
        return Tool.run(List.of(command), environment, folder);
    }

    @Override
    public long storedBytes() throws IOException {
        return size(store);
    }

    static long size(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }

    @Override
    public void close() {}

    static final class Restic extends Peer {
        @Override
        public String name() {
            return "restic";
        }

        @Override
        public void begin(Path fleet, Path store) throws Exception {
            super.begin(fleet, store);
            run(fleet, "restic", "init", "-q", "--repository-version", "2", "-r", store.toString());
        }

        @Override
        public Tool.Took backUp(String machine) throws Exception {
            return run(
                    fleet,
                    "restic",
                    "backup",
                    "-q",
                    "--force",
                    "--tag",
                    machine,
                    "-r",
                    store.toString(),
                    machine + "/disk.img");
        }

        @Override
        public Tool.Took restore(String machine, Path to) throws Exception {
            return run(
                    fleet,
                    "restic",
                    "restore",
                    "-q",
                    "-r",
                    store.toString(),
                    "--tag",
                    machine,
                    "--target",
                    to.toString(),
                    "latest");
        }
    }

    static final class Borg extends Peer {
        private final Map<String, String> newest = new HashMap<>();
        private int made;

        @Override
        public String name() {
            return "Borg";
        }

        @Override
        public void begin(Path fleet, Path store) throws Exception {
            super.begin(fleet, store);
            run(fleet, "borg", "init", "-e", "repokey-blake2", store.toString());
        }

        @Override
        public Tool.Took backUp(String machine) throws Exception {
            String archive = machine + "-" + ++made;
            newest.put(machine, archive);
            return run(
                    fleet,
                    "borg",
                    "create",
                    "--compression",
                    "zstd,1",
                    "--files-cache=disabled",
                    store + "::" + archive,
                    machine + "/disk.img");
        }

        @Override
        public Tool.Took restore(String machine, Path to) throws Exception {
            Files.createDirectories(to);
            return run(to, "borg", "extract", "--sparse", store + "::" + newest.get(machine));
        }
    }
}
