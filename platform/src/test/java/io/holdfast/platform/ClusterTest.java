package io.holdfast.platform;

import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.config.Config;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClusterTest {

    private static Config hazelcast(ClusterConfig.Join join) {
        ClusterConfig config = new ClusterConfig("test", join, List.of("127.0.0.1"), "127.0.0.1", "mesh", 5701);
        return Cluster.hazelcast(config, "127.0.0.1");
    }

    @Test
    void keepsTheMapsVertxCannotDoWithout() {
        Config config = hazelcast(ClusterConfig.Join.members);

        assertThat(config.getMultiMapConfigs()).containsKey("__vertx.subs");
        assertThat(config.getMapConfigs()).containsKeys("__vertx.haInfo", "__vertx.nodeInfo");
    }

    @Test
    void neverLooksForMembersByMulticastAndListensOnOneInterfaceOnly() {
        for (ClusterConfig.Join join : ClusterConfig.Join.values()) {
            var network = hazelcast(join).getNetworkConfig();
            assertThat(network.getJoin().getMulticastConfig().isEnabled()).isFalse();
            assertThat(network.getJoin().getAutoDetectionConfig().isEnabled()).isFalse();
            assertThat(network.getInterfaces().isEnabled()).isTrue();
            assertThat(network.getInterfaces().getInterfaces()).containsExactly("127.0.0.1");
        }
    }

    @Test
    void aSharedNameIsAskedForAtDnsAndNeverPutIntoAMemberList() {
        var join = hazelcast(ClusterConfig.Join.dns).getNetworkConfig().getJoin();

        assertThat(join.getTcpIpConfig().isEnabled()).isFalse();
        assertThat(join.getKubernetesConfig().isEnabled()).isTrue();
        assertThat(join.getKubernetesConfig().getProperty("service-dns")).isEqualTo("mesh");
    }
}
