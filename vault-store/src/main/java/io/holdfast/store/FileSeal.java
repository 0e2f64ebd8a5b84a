package io.holdfast.store;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Protects what lies in one file, under a key that no other file has. In an unencrypted vault records are readable and
 * carry a checksum in the place of the tag; chunk bodies carry nothing, since their ids prove them.
 */
final class FileSeal {
    private final byte[] keyBytes;
    private final SecretKeySpec key;
    private final boolean encrypted;

    FileSeal(byte[] key, boolean encrypted) {
        this.keyBytes = key;
        this.key = new SecretKeySpec(key, "AES");
        this.encrypted = encrypted;
    }

    /** Bytes that sealing adds to a chunk's body. */
    int bodyOverhead() {
        return encrypted ? Crypto.TAG : 0;
    }

    /** Returns the sealed length. {@code out} has room for {@link #bodyOverhead} more. */
    int sealBody(Cipher cipher, int ordinal, ChunkId id, byte[] in, int length, byte[] out) {
        if (!encrypted) {
            System.arraycopy(in, 0, out, 0, length);
            return length;
        }
        try {
            cipher.init(Cipher.ENCRYPT_MODE, key, Crypto.nonce(ordinal));
            cipher.updateAAD(id.toBytes());
            return cipher.doFinal(in, 0, length, out, 0);
        } catch (GeneralSecurityException e) {
            throw Crypto.unavailable(e);
        }
    }

    /** Returns the opened length, or -1 when the bytes are not what was sealed. */
    int openBody(Cipher cipher, int ordinal, ChunkId id, byte[] in, int offset, int length, byte[] out) {
        if (!encrypted) {
            System.arraycopy(in, offset, out, 0, length);
            return length;
        }
        try {
            cipher.init(Cipher.DECRYPT_MODE, key, Crypto.nonce(ordinal));
            cipher.updateAAD(id.toBytes());
            return cipher.doFinal(in, offset, length, out, 0);
        } catch (AEADBadTagException e) {
            return -1;
        } catch (GeneralSecurityException e) {
            throw Crypto.unavailable(e);
        }
    }

    /** {@code number} must differ between all records and chunks of a file. */
    byte[] sealRecord(long number, byte[] context, byte[] plain) {
        if (!encrypted) {
            byte[] sealed = Arrays.copyOf(plain, plain.length + Crypto.TAG);
            System.arraycopy(checksum(number, context, plain, 0, plain.length), 0, sealed, plain.length, Crypto.TAG);
            return sealed;
        }
        try {
            Cipher cipher = Crypto.gcm();
            cipher.init(Cipher.ENCRYPT_MODE, key, Crypto.nonce(number));
            cipher.updateAAD(context);
            return cipher.doFinal(plain);
        } catch (GeneralSecurityException e) {
            throw Crypto.unavailable(e);
        }
    }

    /** The record, or {@code Damaged} naming {@code object}. */
    byte[] openRecord(long number, byte[] context, byte[] sealed, String object) {
        if (sealed.length < Crypto.TAG) {
            throw new StoreException.Damaged(object, "a record is too short");
        }
        if (!encrypted) {
            int length = sealed.length - Crypto.TAG;
            byte[] expected = checksum(number, context, sealed, 0, length);
            if (!MessageDigest.isEqual(expected, Arrays.copyOfRange(sealed, length, sealed.length))) {
                throw new StoreException.Damaged(object, "a record's checksum does not match");
            }
            return Arrays.copyOf(sealed, length);
        }
        try {
            Cipher cipher = Crypto.gcm();
            cipher.init(Cipher.DECRYPT_MODE, key, Crypto.nonce(number));
            cipher.updateAAD(context);
            return cipher.doFinal(sealed);
        } catch (AEADBadTagException e) {
            throw new StoreException.Damaged(object, "a record cannot be authenticated", e);
        } catch (GeneralSecurityException e) {
            throw Crypto.unavailable(e);
        }
    }

    private byte[] checksum(long number, byte[] context, byte[] bytes, int offset, int length) {
        Mac mac = Crypto.hmac(keyBytes);
        mac.update(Crypto.nonce(number).getIV());
        mac.update(context);
        mac.update(bytes, offset, length);
        return Arrays.copyOf(mac.doFinal(), Crypto.TAG);
    }
}
