package io.holdfast.alert;

import io.holdfast.contracts.HoldfastException;
import io.holdfast.platform.ConfigException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Seals secrets for the database: AES-256-GCM under a key that the database never sees. What a secret belongs to is sealed with it, so no other one can
 * be put in its place.
 */
final class Seal {

    /** A secret that this key does not open. */
    @SuppressWarnings("serial")
    static final class Broken extends RuntimeException {
        Broken(Throwable cause) {
            super("The secret cannot be opened with the key in alert.secretsKeyFile; set it again", cause);
        }
    }

    private static final Logger log = LoggerFactory.getLogger(Seal.class);
    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final @Nullable SecretKeySpec key;
    private final SecureRandom random = new SecureRandom();

    /** {@code key}: null for none, which seals and opens nothing. */
    Seal(byte @Nullable [] key) {
        this.key = key == null ? null : new SecretKeySpec(key, "AES");
    }

    /**
     * With the key of the file; without one alerts are watched and mailed all the same. Blocks.
     *
     * @param create whether a missing file is made; a process that finds another one's file takes that
     */
    static Seal of(Path file, boolean create) {
        try {
            if (create && !Files.exists(file)) {
                create(file);
            }
            if (!Files.exists(file)) {
                log.warn("There is no key in {}: webhooks cannot be set", file);
                return new Seal(null);
            }
            String text = Files.readString(file, StandardCharsets.ISO_8859_1).strip();
            byte[] key = text.length() == 2 * KEY_BYTES
                    ? HexFormat.of().parseHex(text)
                    : Base64.getDecoder().decode(text);
            if (key.length == KEY_BYTES) {
                return new Seal(key);
            }
        } catch (IOException e) {
            throw new ConfigException("alert.secretsKeyFile", "cannot be read: " + file);
        } catch (IllegalArgumentException e) {
            log.debug("Not a key", e);
        }
        throw new ConfigException("alert.secretsKeyFile", "must hold 32 bytes as hex digits or Base64");
    }

    private static void create(Path file) throws IOException {
        byte[] key = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(key);
        Files.createDirectories(file.toAbsolutePath().getParent());
        Path made = Files.createTempFile(file.toAbsolutePath().getParent(), "alert-key", ".tmp");
        try {
            if (made.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rw-------"));
            }
            Files.writeString(made, Base64.getEncoder().encodeToString(key) + "\n", StandardOpenOption.SYNC);
            Files.createLink(file, made);
        } catch (FileAlreadyExistsException another) {
            log.debug("Another process made the key", another);
        } finally {
            Files.delete(made);
        }
    }

    /** {@code owner}: what it belongs to. */
    String seal(String secret, String owner) {
        if (key == null) {
            throw HoldfastException.invalidField(
                    "/webhooks", "NotPossible", "the server has no key to seal secrets with: alert.secretsKeyFile");
        }
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce, owner).doFinal(secret.getBytes(StandardCharsets.UTF_8));
            byte[] all = new byte[NONCE_BYTES + sealed.length];
            System.arraycopy(nonce, 0, all, 0, NONCE_BYTES);
            System.arraycopy(sealed, 0, all, NONCE_BYTES, sealed.length);
            return Base64.getEncoder().encodeToString(all);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @throws Broken when it was sealed with another key, for another owner, or changed since */
    String open(String sealed, String owner) {
        try {
            byte[] all = Base64.getDecoder().decode(sealed);
            byte[] nonce = Arrays.copyOf(all, NONCE_BYTES);
            byte[] plain =
                    cipher(Cipher.DECRYPT_MODE, nonce, owner).doFinal(all, NONCE_BYTES, all.length - NONCE_BYTES);
            return new String(plain, StandardCharsets.UTF_8);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new Broken(e);
        }
    }

    private Cipher cipher(int mode, byte[] nonce, String owner) throws GeneralSecurityException {
        if (key == null) {
            throw new GeneralSecurityException("no key");
        }
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(owner.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }
}
