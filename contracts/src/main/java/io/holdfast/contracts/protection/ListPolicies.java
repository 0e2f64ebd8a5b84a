package io.holdfast.contracts.protection;

import io.holdfast.contracts.PageRequest;

public record ListPolicies(String vault, PageRequest page) {}
