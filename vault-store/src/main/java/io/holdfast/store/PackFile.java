package io.holdfast.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Pattern;

/** The end of a pack: its sealed directory and the footer that leads to it. */
final class PackFile {
    static final int FOOTER = 12;
    private static final byte[] END = "HOLDPACK".getBytes(StandardCharsets.US_ASCII);
    private static final Pattern NAME = Pattern.compile("[0-9a-f]{64}");

    /** Chunks are numbered from zero; this is none of their numbers. */
    private static final long DIRECTORY_NUMBER = 1L << 32;

    private PackFile() {}

    static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    /** Directory and footer, as they are appended to the chunks. */
    static byte[] end(FileSeal seal, FileHeader header, PackDirectory directory) {
        byte[] sealed = seal.sealRecord(DIRECTORY_NUMBER, header.toBytes(), directory.encodeEntries());
        return ByteBuffer.allocate(sealed.length + FOOTER)
                .put(sealed)
                .putInt(sealed.length)
                .put(END)
                .array();
    }

    /** Reads what a pack says about itself, needing nothing but the pack. */
    static PackDirectory read(Backend backend, String name, VaultKeys keys) {
        String key = Keys.pack(name);
        long size = backend.size(key);
        if (size < FileHeader.LENGTH + FOOTER || size > Integer.MAX_VALUE) {
            throw new StoreException.Damaged(key, "no pack has " + size + " bytes");
        }
        FileHeader header = FileHeader.parse(backend.read(key, 0, FileHeader.LENGTH), key);
        FileHeader.Kind kind = header.kind() == FileHeader.Kind.MetadataPack ? header.kind() : FileHeader.Kind.DataPack;
        FileSeal seal = keys.seal(header, kind, key);
        byte[] footer = backend.read(key, size - FOOTER, FOOTER);
        int length = ByteBuffer.wrap(footer).getInt();
        if (!Arrays.equals(footer, Integer.BYTES, FOOTER, END, 0, END.length)
                || length < 0
                || length > PackDirectory.MOST_ENTRIES * PackDirectory.ENTRY_LENGTH + Crypto.TAG
                || length > size - FOOTER - FileHeader.LENGTH) {
            throw new StoreException.Damaged(key, "it does not end as a pack does");
        }
        byte[] sealed = backend.read(key, size - FOOTER - length, length);
        byte[] plain = seal.openRecord(DIRECTORY_NUMBER, header.toBytes(), sealed, key);
        return new PackDirectory(
                name, header, (int) size, PackDirectory.decodeEntries(ByteBuffer.wrap(plain), (int) size, key));
    }
}
