package io.holdfast.registration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.FieldError;
import io.holdfast.contracts.registration.ItemKey;
import io.holdfast.contracts.registration.RegistrationStatus;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RegistrationRulesTest {
    private final UUID a = UUID.randomUUID();
    private final UUID b = UUID.randomUUID();
    private final UUID c = UUID.randomUUID();

    @Test
    void aRequestNamesAtLeastOneMachineAndNotTooMany() {
        assertThat(RegistrationRules.malformed(List.of()))
                .extracting(FieldError::pointer)
                .containsExactly("/machineIds");
        assertThat(RegistrationRules.malformed(Collections.nCopies(10_001, a)))
                .extracting(FieldError::pointer)
                .containsExactly("/machineIds");
    }

    @Test
    void aMachineNamedTwiceIsRefusedAtItsSecondPlace() {
        assertThat(RegistrationRules.malformed(List.of(a, b, a)))
                .extracting(FieldError::pointer)
                .containsExactly("/machineIds/2");
    }

    @Test
    void saysWhyAMachineIsTaken() {
        var items = List.of(
                Fleet.item("away", a, RegistrationStatus.Registered, null),
                Fleet.item("home", b, RegistrationStatus.Registering, UUID.randomUUID()),
                Fleet.item("home", c, RegistrationStatus.Unregistering, UUID.randomUUID()));

        assertThat(RegistrationRules.taken("home", List.of(UUID.randomUUID(), a, b, c), items))
                .extracting(FieldError::pointer, FieldError::code)
                .containsExactly(
                        tuple("/machineIds/1", "OtherVault"),
                        tuple("/machineIds/2", "AlreadyRegistered"),
                        tuple("/machineIds/3", "ItemBusy"));
    }

    @Test
    void mergesErrorsInTheOrderOfTheRequestAndOnePerPlace() {
        var mine = List.of(new FieldError("/machineIds/10", "A", "a"), new FieldError("/machineIds/2", "A", "a"));
        var theirs = List.of(new FieldError("/machineIds/2", "B", "b"), new FieldError("/machineIds/1", "B", "b"));

        assertThat(RegistrationRules.merged(mine, theirs))
                .extracting(FieldError::pointer, FieldError::code)
                .containsExactly(
                        tuple("/machineIds/1", "B"), tuple("/machineIds/2", "A"), tuple("/machineIds/10", "A"));
    }

    @Test
    void errorsOfAPartBecomeErrorsOfTheWhole() {
        var errors = List.of(new FieldError("/machineIds/3", "A", "a"), new FieldError("/vault", "B", "b"));

        assertThat(RegistrationRules.shifted(errors, 500))
                .extracting(FieldError::pointer)
                .containsExactly("/machineIds/503", "/vault");
    }

    @Test
    void saysWhyAnItemCanNotBeUnregistered() {
        var item = Fleet.item("home", a, RegistrationStatus.Registering, UUID.randomUUID());

        assertThat(RegistrationRules.whyNotUnregister(ItemKey.of("home", item.id()), null)
                        .code())
                .isEqualTo(ErrorCode.ItemNotFound);
        assertThat(RegistrationRules.whyNotUnregister(ItemKey.of("away", item.id()), item)
                        .code())
                .isEqualTo(ErrorCode.ItemNotFound);
        assertThat(RegistrationRules.whyNotUnregister(new ItemKey("home", item.id(), 9L), item)
                        .code())
                .isEqualTo(ErrorCode.VersionMismatch);
        assertThat(RegistrationRules.whyNotUnregister(ItemKey.of("home", item.id()), item)
                        .code())
                .isEqualTo(ErrorCode.ItemBusy);
    }
}
