package io.holdfast.alert;

import static io.holdfast.platform.testing.ServiceHarness.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.icegreen.greenmail.configuration.GreenMailConfiguration;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How a mail server is spoken to: with a name, and not in clear text to just anybody. */
class MailSenderIT {
    private static final Sender.Parcel PARCEL = new Sender.Parcel("news", "all is well\n", "{}");

    private final Vertx vertx = Vertx.vertx();
    private GreenMail mail;

    @AfterEach
    void stop() {
        mail.stop();
        await(vertx.close());
    }

    @Test
    void it_signs_in_where_there_is_a_user() {
        start(ServerSetup.PROTOCOL_SMTP);
        assertThat(await(send(AlertConfig.Security.None, "right"))).isEqualTo("Taken by 127.0.0.1");
        assertThat(mail.getReceivedMessages()).hasSize(1);
    }

    @Test
    void a_wrong_password_is_said_without_the_password() {
        start(ServerSetup.PROTOCOL_SMTP);
        assertThatThrownBy(() -> await(send(AlertConfig.Security.None, "wrong")))
                .isInstanceOf(Sender.Refused.class)
                .hasMessageContaining("535")
                .hasMessageNotContaining("wrong");
        assertThat(mail.getReceivedMessages()).isEmpty();
    }

    @Test
    void a_server_whose_certificate_nobody_vouches_for_gets_nothing() {
        start(ServerSetup.PROTOCOL_SMTPS);
        assertThatThrownBy(() -> await(send(AlertConfig.Security.Tls, "right"))).isInstanceOf(Sender.Refused.class);
        assertThat(mail.getReceivedMessages()).isEmpty();
    }

    @Test
    void a_server_that_offers_no_starttls_gets_nothing_when_it_is_wanted() {
        start(ServerSetup.PROTOCOL_SMTP);
        assertThatThrownBy(() -> await(send(AlertConfig.Security.StartTls, "right")))
                .isInstanceOf(Sender.Refused.class)
                .hasMessageContaining("STARTTLS");
        assertThat(mail.getReceivedMessages()).isEmpty();
    }

    private void start(String protocol) {
        mail = new GreenMail(new ServerSetup(0, "127.0.0.1", protocol))
                .withConfiguration(new GreenMailConfiguration().withUser("holdfast", "right"));
        mail.start();
    }

    private Future<String> send(AlertConfig.Security security, String password) {
        int port = mail.getSmtp() == null
                ? mail.getSmtps().getPort()
                : mail.getSmtp().getPort();
        MailSender sender = new MailSender(
                vertx,
                new AlertConfig.Smtp("127.0.0.1", port, security, "holdfast", password, null, "holdfast@example.com"));
        return sender.send("msg_1", "main", "ops@example.com", "", PARCEL);
    }
}
