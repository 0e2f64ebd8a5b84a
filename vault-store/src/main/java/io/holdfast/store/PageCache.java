package io.holdfast.store;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads pages, keeping those used last. Pages from here are shared: copy before you change one. */
final class PageCache {
    private static final int PAGES = 256;

    private final ChunkReader chunks;
    private final Map<ChunkId, Page> recent = Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<ChunkId, Page> eldest) {
            return size() > PAGES;
        }
    });

    PageCache(ChunkReader chunks) {
        this.chunks = chunks;
    }

    /** A hole reads as a page of holes. */
    Page read(ChunkId id, int level) {
        if (id.isHole()) {
            return Page.empty(level);
        }
        Page page = recent.get(id);
        if (page == null) {
            byte[] bytes = new byte[Page.LENGTH];
            page = Page.parse(bytes, chunks.read(id, bytes), level, id);
            recent.put(id, page);
        }
        return page;
    }
}
