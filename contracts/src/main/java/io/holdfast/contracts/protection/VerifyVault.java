package io.holdfast.contracts.protection;

import io.holdfast.contracts.backup.VerifyDepth;

/** A verification that somebody asks for, of the whole vault. */
public record VerifyVault(String vault, VerifyDepth depth) {}
