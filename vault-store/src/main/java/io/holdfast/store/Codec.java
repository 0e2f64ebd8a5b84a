package io.holdfast.store;

/** How a chunk's plain bytes are written. */
enum Codec {
    Raw(0),
    Zstd(1);

    final byte code;

    Codec(int code) {
        this.code = (byte) code;
    }

    static Codec of(int code, String object) {
        return switch (code) {
            case 0 -> Raw;
            case 1 -> Zstd;
            default -> throw new StoreException.Damaged(object, "unknown codec " + code);
        };
    }
}
