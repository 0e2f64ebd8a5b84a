package io.holdfast.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.holdfast.contracts.HoldfastException;
import io.holdfast.contracts.discovery.FabricKind;
import io.holdfast.contracts.discovery.NewSubscription;
import io.holdfast.contracts.discovery.Subscription;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SubscriptionRulesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"a", "lab", "rack-7", "7", "a123456789012345678901234567890123456789012345678901234567890ab"})
    void takesNamesOfLowerCaseLettersDigitsAndHyphens(String name) {
        assertThatCode(() -> SubscriptionRules.check(named(name, "north"))).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-a",
                "Lab",
                "a b",
                "ä",
                "a/b",
                "a123456789012345678901234567890123456789012345678901234567890abc"
            })
    void refusesOtherNames(String name) {
        assertThatThrownBy(() -> SubscriptionRules.check(named(name, "north")))
                .isInstanceOfSatisfying(HoldfastException.class, refused -> assertThat(
                                refused.failure().errors())
                        .singleElement()
                        .hasFieldOrPropertyWithValue("pointer", "/name"));
    }

    @Test
    void refusesABlankRegion() {
        assertThatThrownBy(() -> SubscriptionRules.check(named("lab", " "))).hasMessageContaining("region");
    }

    @Test
    void showsNoSecrets() {
        Map<String, Object> settings = Map.of("uri", "x", "password", "y", "token", "z");
        var subscription = new Subscription("lab", FabricKind.Directory, "north", settings, Fleet.NOON, null, 1);

        assertThat(SubscriptionRules.redacted(subscription).settings()).containsOnlyKeys("uri");
    }

    private static NewSubscription named(String name, String region) {
        return new NewSubscription(name, FabricKind.Directory, region, Map.of());
    }
}
