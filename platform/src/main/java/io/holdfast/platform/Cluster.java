package io.holdfast.platform;

import com.hazelcast.config.Config;
import com.hazelcast.config.JoinConfig;
import com.hazelcast.config.NetworkConfig;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import io.vertx.spi.cluster.hazelcast.ConfigUtil;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A Vert.x that is a member of the cluster. Times are chosen so that a process that hangs, is cut off or comes back is noticed within
 * seconds; Hazelcast's own defaults take minutes.
 */
final class Cluster {

    private static final int PORTS_TO_TRY = 32;
    private static final long PING_SECONDS = 5;
    private static final int RESOLVE_ATTEMPTS = 20;

    private static final Map<String, String> PROPERTIES = Map.ofEntries(
            Map.entry("hazelcast.logging.type", "slf4j"),
            Map.entry("hazelcast.phone.home.enabled", "false"),
            Map.entry("hazelcast.shutdownhook.enabled", "false"),
            Map.entry("hazelcast.max.no.heartbeat.seconds", "10"),
            Map.entry("hazelcast.heartbeat.interval.seconds", "2"),
            Map.entry("hazelcast.socket.connect.timeout.seconds", "1"),
            Map.entry("hazelcast.connection.monitor.max.faults", "1"),
            Map.entry("hazelcast.merge.first.run.delay.seconds", "5"),
            Map.entry("hazelcast.merge.next.run.delay.seconds", "5"),
            // 0 would skip looking for others at all
            Map.entry("hazelcast.wait.seconds.before.join", "1"),
            Map.entry("hazelcast.tcp.join.port.try.count", Integer.toString(PORTS_TO_TRY)),
            // few and small maps; must be the same on all members
            Map.entry("hazelcast.partition.count", "31"));

    static Future<Vertx> join(ClusterConfig config, MeterRegistry metrics, Telemetry telemetry) {
        String host = config.join() == ClusterConfig.Join.dns ? ownAddress(config.dns()) : config.host();
        VertxOptions options = new VertxOptions()
                .setMetricsOptions(
                        new MicrometerMetricsOptions().setEnabled(true).setJvmMetricsEnabled(true))
                .setEventBusOptions(new EventBusOptions()
                        .setHost(host)
                        .setClusterPublicHost(host)
                        .setClusterPingInterval(TimeUnit.SECONDS.toMillis(PING_SECONDS))
                        .setClusterPingReplyInterval(TimeUnit.SECONDS.toMillis(PING_SECONDS)));
        HazelcastClusterManager manager = new HazelcastClusterManager(hazelcast(config, host));
        return telemetry
                .traced(Vertx.builder())
                .with(options)
                .withMetrics(new MicrometerMetricsFactory(metrics))
                .withClusterManager(manager)
                .buildClustered()
                .onSuccess(vertx -> Gauge.builder("holdfast_cluster_members", manager, Cluster::members)
                        .description("Processes this one sees in the cluster, itself among them")
                        .register(metrics));
    }

    private static int members(HazelcastClusterManager manager) {
        return manager.getHazelcastInstance().getCluster().getMembers().size();
    }

    /** Starts from Vert.x's own configuration, whose maps it cannot do without. */
    static Config hazelcast(ClusterConfig config, String host) {
        Config hazelcast = ConfigUtil.loadConfig().setClusterName(config.name());
        PROPERTIES.forEach(hazelcast::setProperty);
        NetworkConfig network = hazelcast.getNetworkConfig().setPort(config.port());
        network.getInterfaces().setEnabled(true).addInterface(host);
        JoinConfig join = network.getJoin();
        join.getMulticastConfig().setEnabled(false);
        join.getAutoDetectionConfig().setEnabled(false);
        if (config.join() == ClusterConfig.Join.dns) {
            network.setPortAutoIncrement(false);
            join.getKubernetesConfig()
                    .setEnabled(true)
                    .setProperty("service-dns", config.dns())
                    .setProperty("service-port", Integer.toString(config.port()));
        } else {
            network.setPortAutoIncrement(true).setPortCount(PORTS_TO_TRY);
            join.getTcpIpConfig().setEnabled(true).setMembers(config.members());
        }
        return hazelcast;
    }

    /**
     * Of the addresses the shared name has, the one that is this machine's: the network the others are on. A container with two networks
     * would otherwise listen on either.
     */
    private static String ownAddress(String dns) {
        for (int attempt = 1; ; attempt++) {
            try {
                for (InetAddress address : InetAddress.getAllByName(dns)) {
                    if (NetworkInterface.getByInetAddress(address) != null) {
                        return address.getHostAddress();
                    }
                }
            } catch (IOException notYet) {
                // a container's name may come a moment after its process
            }
            if (attempt == RESOLVE_ATTEMPTS) {
                throw new ConfigException("cluster.dns", dns + " does not resolve to an address of this machine");
            }
            pause();
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(500);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private Cluster() {}
}
