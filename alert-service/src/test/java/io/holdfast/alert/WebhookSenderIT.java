package io.holdfast.alert;

import static io.holdfast.platform.testing.ServiceHarness.await;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import java.time.Clock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Where a webhook leads is looked at when it is sent to, since names may lead elsewhere by then. */
class WebhookSenderIT {
    private static final String URL = "http://localhost:1/hook";

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void stop() {
        await(vertx.close());
    }

    @Test
    void a_name_that_leads_to_the_server_itself_gets_nothing() {
        Seal seal = new Seal(new byte[32]);
        String secret = seal.seal(WebhookServer.secret(), WebhookSender.owner("main", URL));
        Sender sender = new WebhookSender(vertx, Clock.systemUTC(), seal, false);
        assertThatThrownBy(() -> await(sender.send("msg_1", "main", URL, secret, new Sender.Parcel("news", "", "{}"))))
                .isInstanceOf(Sender.Refused.class)
                .hasMessageContaining("localhost cannot be used: its address")
                .hasMessageContaining("is not for webhooks");
    }
}
