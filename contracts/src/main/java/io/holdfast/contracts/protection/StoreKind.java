package io.holdfast.contracts.protection;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * Where a vault keeps its data.
 */
public enum StoreKind {
    @JsonProperty("directory")
    Directory,
    @JsonProperty("s3")
    S3
}
