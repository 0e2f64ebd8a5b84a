package io.holdfast.store;

class MemoryBackendTest extends BackendContract {
    private final MemoryBackend backend = new MemoryBackend();

    @Override
    protected Backend backend() {
        return backend;
    }
}
