package io.holdfast.store;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** The few primitives that everything is built from, all of the JDK's own. */
final class Crypto {
    static final int TAG = 16;
    static final int SALT = 32;
    private static final int NONCE = 12;
    private static final SecureRandom RANDOM = new SecureRandom();

    private Crypto() {}

    /** HKDF of RFC 5869 with SHA-256, for one output block. */
    static byte[] hkdf(byte[] key, byte[] salt, String info) {
        byte[] pseudoRandomKey = hmac(salt).doFinal(key);
        Mac expand = hmac(pseudoRandomKey);
        expand.update(info.getBytes(StandardCharsets.US_ASCII));
        expand.update((byte) 1);
        return expand.doFinal();
    }

    static Mac hmac(byte[] key) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac;
        } catch (GeneralSecurityException e) {
            throw unavailable(e);
        }
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (GeneralSecurityException e) {
            throw unavailable(e);
        }
    }

    static Cipher gcm() {
        try {
            return Cipher.getInstance("AES/GCM/NoPadding");
        } catch (GeneralSecurityException e) {
            throw unavailable(e);
        }
    }

    static byte[] random(int length) {
        byte[] bytes = new byte[length];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    /** A number as a 96-bit big-endian nonce. */
    static GCMParameterSpec nonce(long number) {
        byte[] nonce = new byte[NONCE];
        for (int i = 0; i < Long.BYTES; i++) {
            nonce[NONCE - 1 - i] = (byte) (number >>> (8 * i));
        }
        return new GCMParameterSpec(8 * TAG, nonce);
    }

    static IllegalStateException unavailable(GeneralSecurityException e) {
        return new IllegalStateException("this JDK lacks a primitive that every JDK has", e);
    }
}
