package io.holdfast.cli.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.cli.CliException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StandaloneIT {
    @TempDir
    Path folder;

    @Test
    void a_port_that_is_taken_is_said_and_leaves_no_database_behind() throws IOException {
        try (var other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var port = other.getLocalPort();

            assertThatThrownBy(() -> Standalone.start(folder, "127.0.0.1", port))
                    .isInstanceOf(CliException.class)
                    .hasMessageContaining("Cannot listen on 127.0.0.1 port " + port);
        }
        assertThat(Postmaster.of(folder.resolve("postgres"))).isEmpty();
    }
}
