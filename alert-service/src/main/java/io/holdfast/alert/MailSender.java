package io.holdfast.alert;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.mail.LoginOption;
import io.vertx.ext.mail.MailClient;
import io.vertx.ext.mail.MailConfig;
import io.vertx.ext.mail.MailMessage;
import io.vertx.ext.mail.StartTLSOptions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Sends mail through the configured server, one recipient a mail: a bad address is nobody else's trouble, and nobody learns who else is told.
 */
final class MailSender implements Sender {

    private static final int CONNECT_MILLIS = 10_000;
    private static final long SEND_SECONDS = 30;

    private final AlertConfig.Smtp config;
    private final @Nullable MailClient client;

    MailSender(Vertx vertx, AlertConfig.Smtp config) {
        this.config = config;
        this.client = config.isSet() ? MailClient.create(vertx, options(config)) : null;
    }

    private static MailConfig options(AlertConfig.Smtp smtp) {
        MailConfig options = new MailConfig()
                .setHostname(smtp.host())
                .setPort(smtp.port())
                .setSsl(smtp.security() == AlertConfig.Security.Tls)
                .setStarttls(
                        smtp.security() == AlertConfig.Security.StartTls
                                ? StartTLSOptions.REQUIRED
                                : StartTLSOptions.DISABLED)
                .setHostnameVerificationAlgorithm("HTTPS")
                .setConnectTimeout(CONNECT_MILLIS)
                .setIdleTimeout((int) SEND_SECONDS)
                .setIdleTimeoutUnit(TimeUnit.SECONDS)
                .setKeepAlive(false)
                .setMaxPoolSize(2)
                .setUserAgent("Holdfast");
        boolean login = smtp.user() != null && !smtp.user().isEmpty();
        if (login) {
            options.setUsername(smtp.user()).setPassword(smtp.password());
        }
        return options.setLogin(login ? LoginOption.REQUIRED : LoginOption.DISABLED);
    }

    @Override
    public Future<String> send(String id, String vault, String target, String sealed, Parcel parcel) {
        if (client == null) {
            return Future.failedFuture(new Refused("No mail server is configured: set alert.smtp"));
        }
        MailMessage mail = new MailMessage()
                .setFrom(config.from())
                .setTo(List.of(target))
                .setSubject(parcel.subject())
                .setText(parcel.text())
                .addHeader("Message-ID", "<" + id + "@holdfast>")
                .addHeader("Auto-Submitted", "auto-generated");
        return client.sendMail(mail)
                .timeout(SEND_SECONDS, TimeUnit.SECONDS)
                .map(sent -> "Taken by " + config.host())
                .recover(t -> Future.failedFuture(new Refused(reason(t))));
    }

    private String reason(Throwable t) {
        return t instanceof TimeoutException
                ? config.host() + " did not answer within " + SEND_SECONDS + " s"
                : Letter.plain(String.valueOf(t.getMessage()));
    }

    Future<?> close() {
        return client == null ? Future.succeededFuture() : client.close();
    }
}
