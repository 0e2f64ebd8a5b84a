package io.holdfast.contracts.protection;

/**
 * How the machine was read; every point is complete whatever its kind.
 */
public enum PointKind {
    Full,
    Incremental
}
