package io.holdfast.fabric;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a restore made. {@code machine}: its id as discovery will show it; null when disks went to a folder. {@code location}: for people, relative to the subscription or restore folder. */
public record Restored(@Nullable UUID machine, String location) {}
