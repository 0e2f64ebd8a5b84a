package io.holdfast.store;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.github.f4b6a3.uuid.UuidCreator;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** {@code vault.json}: the one object that is readable as it is, and the way from the master key to the data key. */
record VaultFile(int format, UUID vault, int chunkSize, String encryption, Instant created, List<KeySlot> keySlots) {
    static final int FORMAT = 1;
    private static final HexFormat HEX = HexFormat.of();
    private static final int LARGEST = 1 << 20;
    private static final String AES = "aes-256-gcm";
    private static final String NONE = "none";

    VaultFile {
        Objects.requireNonNull(vault);
        Objects.requireNonNull(encryption);
        Objects.requireNonNull(created);
        keySlots = List.copyOf(keySlots);
    }

    /**
     * The data key, wrapped; bytes are in hex.
     *
     * @param check tells a wrong master key from damage, and reveals nothing of either
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record KeySlot(UUID id, String salt, String check, String wrapped, Instant created) {
        KeySlot {
            Objects.requireNonNull(id);
            // refused here, where the JSON is read
            require(HEX.parseHex(salt).length == Crypto.SALT);
            require(HEX.parseHex(check).length == 8);
            require(HEX.parseHex(wrapped).length == 32 + Crypto.TAG);
        }
    }

    private static void require(boolean right) {
        if (!right) {
            throw new IllegalArgumentException("a key slot has a wrong length");
        }
    }

    static VaultFile create(VaultSettings settings, @Nullable MasterKey masterKey) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        String encryption = settings.encrypted() ? AES : NONE;
        VaultFile file = new VaultFile(FORMAT, settings.vaultId(), settings.chunkSize(), encryption, now, List.of());
        if (!settings.encrypted()) {
            return file;
        }
        if (masterKey == null) {
            throw new StoreException.WrongKey("an encrypted vault needs a master key");
        }
        KeySlot slot = file.wrap(Crypto.random(32), masterKey, now);
        return new VaultFile(FORMAT, settings.vaultId(), settings.chunkSize(), encryption, now, List.of(slot));
    }

    static VaultFile load(Backend backend) {
        byte[] bytes;
        try {
            bytes = backend.readAll(Keys.VAULT, LARGEST);
        } catch (StoreException.NotFound e) {
            throw new StoreException.NotAVault(backend.describe());
        }
        return parse(bytes);
    }

    static VaultFile parse(byte[] bytes) {
        record Version(int format) {}
        int format = Json.read(bytes, Version.class, Keys.VAULT).format();
        if (format > FORMAT) {
            throw new StoreException.NewerFormat(Keys.VAULT, format);
        }
        VaultFile file = Json.read(bytes, VaultFile.class, Keys.VAULT);
        if (format < 1
                || !VaultSettings.isChunkSize(file.chunkSize)
                || !(file.encryption.equals(AES) || file.encryption.equals(NONE))) {
            throw new StoreException.Damaged(Keys.VAULT, "its values are out of range");
        }
        return file;
    }

    byte[] toBytes() {
        return Json.writePretty(this);
    }

    VaultSettings settings() {
        return new VaultSettings(vault, chunkSize, encryption.equals(AES));
    }

    VaultKeys unlock(@Nullable MasterKey masterKey) {
        if (encryption.equals(NONE)) {
            return VaultKeys.unencrypted(vault);
        }
        if (masterKey == null) {
            throw new StoreException.WrongKey("this vault is encrypted, and no master key was given");
        }
        return VaultKeys.encrypted(unwrap(slotOf(masterKey), masterKey), vault);
    }

    private KeySlot slotOf(MasterKey masterKey) {
        return keySlots.stream()
                .filter(slot -> opens(masterKey, slot))
                .findFirst()
                .orElseThrow(() -> new StoreException.WrongKey("the master key given does not open vault " + vault));
    }

    private static boolean opens(MasterKey masterKey, KeySlot slot) {
        return MessageDigest.isEqual(HEX.parseHex(slot.check), check(masterKey, HEX.parseHex(slot.salt)));
    }

    boolean isOpenedBy(MasterKey masterKey) {
        return keySlots.stream().anyMatch(slot -> opens(masterKey, slot));
    }

    /** The same vault, which {@code added} opens too. */
    VaultFile with(MasterKey known, MasterKey added, Instant now) {
        List<KeySlot> slots = new ArrayList<>(keySlots);
        slots.add(wrap(unwrap(slotOf(known), known), added, now.truncatedTo(ChronoUnit.SECONDS)));
        return new VaultFile(format, vault, chunkSize, encryption, created, slots);
    }

    /** The same vault, which {@code removed} does not open any more; {@code kept} has to. */
    VaultFile without(MasterKey removed, MasterKey kept) {
        unwrap(slotOf(kept), kept);
        List<KeySlot> slots =
                keySlots.stream().filter(slot -> !opens(removed, slot)).toList();
        return new VaultFile(format, vault, chunkSize, encryption, created, slots);
    }

    private KeySlot wrap(byte[] dataKey, MasterKey masterKey, Instant now) {
        byte[] salt = Crypto.random(Crypto.SALT);
        try {
            byte[] wrapped = slotCipher(Cipher.ENCRYPT_MODE, masterKey, salt).doFinal(dataKey);
            return new KeySlot(
                    UuidCreator.getTimeOrderedEpoch(),
                    HEX.formatHex(salt),
                    HEX.formatHex(check(masterKey, salt)),
                    HEX.formatHex(wrapped),
                    now);
        } catch (GeneralSecurityException e) {
            throw Crypto.unavailable(e);
        }
    }

    private byte[] unwrap(KeySlot slot, MasterKey masterKey) {
        try {
            byte[] dataKey = slotCipher(Cipher.DECRYPT_MODE, masterKey, HEX.parseHex(slot.salt))
                    .doFinal(HEX.parseHex(slot.wrapped));
            if (dataKey.length != 32) {
                throw new StoreException.Damaged(Keys.VAULT, "the data key has a wrong length");
            }
            return dataKey;
        } catch (AEADBadTagException e) {
            throw new StoreException.Damaged(Keys.VAULT, "its key slot or its settings were changed", e);
        } catch (GeneralSecurityException e) {
            throw Crypto.unavailable(e);
        }
    }

    /** The settings are authenticated with the key, so that nobody changes them unnoticed. The salt makes the key unique. */
    private Cipher slotCipher(int mode, MasterKey masterKey, byte[] salt) throws GeneralSecurityException {
        byte[] key = Crypto.hkdf(masterKey.bytes(), salt, "holdfast 1 key slot");
        Cipher cipher = Crypto.gcm();
        cipher.init(mode, new SecretKeySpec(key, "AES"), Crypto.nonce(0));
        cipher.updateAAD(("holdfast " + format + " " + vault + " " + chunkSize + " " + encryption)
                .getBytes(StandardCharsets.US_ASCII));
        return cipher;
    }

    private static byte[] check(MasterKey masterKey, byte[] salt) {
        return Arrays.copyOf(Crypto.hkdf(masterKey.bytes(), salt, "holdfast 1 key check"), 8);
    }
}
