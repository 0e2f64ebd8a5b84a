package io.holdfast.contracts.registration;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.holdfast.contracts.discovery.DeploymentModel;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A machine tied to one vault.
 */
public record RegisteredItem(
        UUID id,
        String vault,
        UUID machine,
        String name,
        String cloudService,
        String subscription,
        String region,
        DeploymentModel deploymentModel,
        RegistrationStatus status,
        @JsonProperty("protected") boolean isProtected,
        @Nullable UUID activeJob,
        Instant createdAt,
        long version) {}
