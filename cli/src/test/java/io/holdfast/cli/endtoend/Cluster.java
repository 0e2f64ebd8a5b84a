package io.holdfast.cli.endtoend;

import io.holdfast.alert.AlertMain;
import io.holdfast.backup.BackupMain;
import io.holdfast.discovery.DiscoveryMain;
import io.holdfast.gateway.GatewayMain;
import io.holdfast.job.JobMain;
import io.holdfast.platform.testing.TestDatabase;
import io.holdfast.protection.ProtectionMain;
import io.holdfast.registration.RegistrationMain;
import io.holdfast.scheduler.SchedulerMain;
import io.holdfast.store.MasterKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

/** Two JVMs of every service, as in production: started by their own main, joined on loopback, over one PostgreSQL. */
final class Cluster implements AutoCloseable {
    static final String TOKEN = "hf_0123456789abcdef0123456789abcdef";
    private static final int HEAP_MIB = 96;

    /** In the order of their killing: the mover first, so that its jobs go round again while the others are hit. */
    static final Map<String, Class<?>> SERVICES = services();

    private static Map<String, Class<?>> services() {
        Map<String, Class<?>> services = new LinkedHashMap<>();
        services.put("backup", BackupMain.class);
        services.put("job", JobMain.class);
        services.put("protection", ProtectionMain.class);
        services.put("gateway", GatewayMain.class);
        services.put("discovery", DiscoveryMain.class);
        services.put("registration", RegistrationMain.class);
        services.put("scheduler", SchedulerMain.class);
        services.put("alert", AlertMain.class);
        return services;
    }

    /** One JVM; {@code port} of a gateway's API, 0 for the others. */
    record Replica(String service, ChildJvm jvm, int port) {
        String origin() {
            return "http://127.0.0.1:" + port;
        }

        /** Waits until it is a member of the cluster and serves. */
        void awaitRunning() {
            jvm.printed("(" + service + " runs); health");
        }
    }

    private final Path folder;
    private final Path config;
    private final List<Replica> replicas = new CopyOnWriteArrayList<>();
    private int starts;

    Cluster(Path folder, TestDatabase database) throws IOException {
        this.folder = folder;
        this.config = folder.resolve("holdfast.yaml");
        Files.writeString(folder.resolve("admin.token"), TOKEN + "\n");
        MasterKey.createFile(folder.resolve("master.key"));
        Files.writeString(config, """
                database: {url: "%s", user: "%s", password: "%s", maxConnections: 4}
                cluster: {name: "%s", port: %d}
                management: {host: 127.0.0.1, port: 0}
                job: {leaseSeconds: 6, perSubscription: 20, perCloudService: 20}
                alert: {secretsKeyFile: %s/master.key}
                backup: {storeRoot: %s/stores, masterKeyFile: %s/master.key, concurrency: 10, threads: 40}
                gateway: {adminTokenFile: %s/admin.token}
                """.formatted(
                        database.url(),
                        database.user(),
                        database.password(),
                        UUID.randomUUID(),
                        Server.freePort(),
                        folder,
                        folder,
                        folder,
                        folder));
        for (String service : SERVICES.keySet()) {
            start(service);
            start(service);
        }
        replicas.forEach(Replica::awaitRunning);
    }

    Replica start(String service) throws IOException {
        Path output = folder.resolve(service + "-" + ++starts + ".log");
        int port = service.equals("gateway") ? Server.freePort() : 0;
        List<String> properties = port == 0 ? List.of() : List.of("holdfast.gateway.port=" + port);
        ChildJvm jvm =
                ChildJvm.start(output, HEAP_MIB, properties, SERVICES.get(service), "--config", config.toString());
        Replica replica = new Replica(service, jvm, port);
        replicas.add(replica);
        return replica;
    }

    /** With SIGKILL. */
    void kill(Replica replica) {
        replica.jvm().kill();
        replicas.remove(replica);
    }

    List<Replica> replicas(String service) {
        return replicas.stream().filter(r -> r.service().equals(service)).toList();
    }

    @Override
    public void close() {
        replicas.forEach(replica -> replica.jvm().close());
    }
}
