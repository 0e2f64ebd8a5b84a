package io.holdfast.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.contracts.job.Operation;
import io.holdfast.platform.Config;
import io.holdfast.platform.ConfigException;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class JobConfigTest {

    @Test
    void every_setting_is_read() {
        JobConfig config = bind(settings());

        assertThat(config.lease()).isEqualTo(Duration.ofMillis(500));
        assertThat(config.sweep()).isEqualTo(Duration.ofSeconds(1));
        assertThat(config.attempts(Operation.Backup)).isEqualTo(4);
        assertThat(config.attempts(Operation.Drill)).as("not named").isEqualTo(3);
        assertThat(config.limits()).isEqualTo(new LeaseStore.Limits(8, 4, 16));
        assertThat(config.logKept()).isEqualTo(Duration.ofDays(7));
        assertThat(config.jobsKept()).isEqualTo(Duration.ofDays(90));
    }

    @Test
    void what_can_not_be_used_is_refused_by_its_path() {
        assertThatThrownBy(() -> bind(settings().put("leaseSeconds", 0)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("job.leaseSeconds");
        assertThatThrownBy(() -> bind(settings().put("perCloudService", 0)))
                .hasMessageContaining("job.perCloudService");
        assertThatThrownBy(() -> bind(settings().put("perWorker", 0))).hasMessageContaining("job.perWorker");
        assertThatThrownBy(() -> bind(settings().put("maxAttempts", new JsonObject().put("Backup", 0))))
                .hasMessageContaining("job.maxAttempts.Backup");
        assertThatThrownBy(() -> bind(settings().put("maxAttempts", new JsonObject().put("Bakup", 1))))
                .hasMessageContaining("job.maxAttempts");
        assertThatThrownBy(() -> bind(settings().put("jobDays", 6))).hasMessageContaining("job.jobDays");
        assertThatThrownBy(() -> bind(settings().put("leaseSecond", 1))).hasMessageContaining("job.leaseSecond");
    }

    private static JsonObject settings() {
        return new JsonObject()
                .put("leaseSeconds", 0.5)
                .put("sweepSeconds", 1)
                .put("maxAttempts", new JsonObject().put("Backup", 4))
                .put("perSubscription", 8)
                .put("perCloudService", 4)
                .put("perWorker", 16)
                .put("logDays", 7)
                .put("jobDays", 90);
    }

    private static JobConfig bind(JsonObject section) {
        return Config.bind(section, JobConfig.class, "job");
    }
}
