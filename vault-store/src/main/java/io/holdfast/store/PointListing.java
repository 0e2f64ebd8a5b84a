package io.holdfast.store;

import java.util.List;

/** The points that can be read, oldest first, and what is wrong with those that cannot. */
public record PointListing(List<PointManifest> points, List<StoreException> unreadable) {
    public PointListing {
        points = List.copyOf(points);
        unreadable = List.copyOf(unreadable);
    }
}
