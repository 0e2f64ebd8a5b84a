package io.holdfast.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What keeps webhooks from harm: signatures, seals, and where they may go. */
class SecretsTest {

    @Test
    void a_signature_is_the_one_that_others_compute() {
        // the example of the Standard Webhooks libraries
        assertThat(Signature.of(
                        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                        "msg_p5jXN8AQM9LWM0D4loKWxJek",
                        1614265330,
                        "{\"test\": 2432232314}"))
                .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "whsec_", "secret", "whsec_c2hvcnQ=", "whsec_!!!!", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"})
    void weak_or_broken_secrets_are_none(String secret) {
        assertThat(Signature.isSecret(secret)).isFalse();
    }

    @Test
    void a_sealed_secret_opens_for_its_owner_with_its_key_only() {
        Seal seal = new Seal(new byte[32]);
        String sealed = seal.seal("whsec_x", "main\nhttps://a");
        assertThat(sealed).doesNotContain("whsec");
        assertThat(seal.seal("whsec_x", "main\nhttps://a")).isNotEqualTo(sealed);
        assertThat(seal.open(sealed, "main\nhttps://a")).isEqualTo("whsec_x");
        assertThatThrownBy(() -> seal.open(sealed, "main\nhttps://b")).isInstanceOf(Seal.Broken.class);
        byte[] other = new byte[32];
        other[0] = 1;
        assertThatThrownBy(() -> new Seal(other).open(sealed, "main\nhttps://a"))
                .isInstanceOf(Seal.Broken.class);
        assertThatThrownBy(() -> new Seal(null).open(sealed, "main\nhttps://a")).isInstanceOf(Seal.Broken.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "169.254.169.254",
                "169.254.1.1",
                "fe80::1",
                "fd00:ec2::254",
                "100.100.100.200",
                "::ffff:169.254.169.254",
                "64:ff9b::a9fe:a9fe",
                "2002:a9fe:a9fe::1",
                "0.0.0.0",
                "::",
                "224.0.0.1",
                "127.0.0.1",
                "::1"
            })
    void what_only_the_server_itself_can_reach_is_no_place_for_webhooks(String address) throws UnknownHostException {
        assertThat(WebhookAddress.isForbidden(InetAddress.getByName(address), false))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.168.1.10", "10.0.0.1", "93.184.216.34", "2001:db8::1"})
    void other_machines_are(String address) throws UnknownHostException {
        assertThat(WebhookAddress.isForbidden(InetAddress.getByName(address), false))
                .isFalse();
    }

    @Test
    void names_are_looked_at_by_the_address_they_lead_to() {
        assertThatThrownBy(() -> WebhookAddress.resolve("localhost", false))
                .isInstanceOf(UnknownHostException.class)
                .hasMessageContaining("is not for webhooks");
        assertThatThrownBy(() -> WebhookAddress.resolve("[::1]", false)).isInstanceOf(UnknownHostException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ftp://example.com",
                "file:///etc/passwd",
                "https://",
                "https://user:password@example.com/",
                "https://example.com/#x",
                "https://exa mple.com",
                "example.com",
                "http://example.com:0/"
            })
    void not_every_text_is_a_webhooks_address(String url) {
        assertThat(WebhookAddress.objection(url, false)).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://169.254.169.254/", "http://127.0.0.1:8080/hook", "https://[::1]/", "http://[fe80::1]/"})
    void a_webhook_that_could_never_be_sent_to_is_refused_at_once(String url) {
        assertThat(WebhookAddress.objection(url, false)).contains("is not for webhooks");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://192.168.1.10/hook",
                "https://[2001:db8::1]/",
                "https://localhost/",
                "https://1.example.com/"
            })
    void other_addresses_and_all_names_are_accepted(String url) {
        assertThat(WebhookAddress.objection(url, false)).isNull();
    }

    @Test
    void the_server_itself_may_be_told_where_the_configuration_says_so() {
        assertThat(WebhookAddress.objection("http://127.0.0.1/", true)).isNull();
        assertThat(WebhookAddress.objection("http://169.254.169.254/", true)).isNotNull();
    }
}
