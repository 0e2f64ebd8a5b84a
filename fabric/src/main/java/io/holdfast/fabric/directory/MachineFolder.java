package io.holdfast.fabric.directory;

import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.HoldfastException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;

/** One machine's folder, {@code root/cloud-service/folder}; {@code base} is the cloud service. {@code folder} is what the machine is called when machine.yaml does not say. */
record MachineFolder(String subscription, Path base, String folder) {
    static final String MANIFEST = "machine.yaml";

    Path path() {
        return base.resolve(folder);
    }

    String cloudService() {
        return String.valueOf(base.getFileName());
    }

    /** For people: relative to the subscription. */
    String location() {
        return cloudService() + "/" + folder;
    }

    String manifestText() {
        Path file = path().resolve(MANIFEST);
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new HoldfastException(
                    ErrorCode.InvalidMachineManifest, "machine.yaml: must be a plain file, not a link");
        }
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            byte[] bytes = in.readNBytes(ManifestFormat.MAX_BYTES + 1);
            if (bytes.length > ManifestFormat.MAX_BYTES) {
                throw new HoldfastException(
                        ErrorCode.InvalidMachineManifest,
                        "machine.yaml: is larger than " + ManifestFormat.MAX_BYTES / 1024 + " KiB");
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new HoldfastException(ErrorCode.InvalidMachineManifest, "machine.yaml: is not UTF-8 text", e);
        } catch (NoSuchFileException e) {
            throw new HoldfastException(ErrorCode.MachineNotFound, "Machine " + location() + " does not exist", e);
        } catch (IOException e) {
            throw new HoldfastException(ErrorCode.MachineUnreadable, "machine.yaml cannot be read", e);
        }
    }

    /** What the machine is called by in the inventory when machine.yaml gives no id: stays the same while the folder keeps its name. */
    UUID derivedId() {
        return UUID.nameUUIDFromBytes(
                ("holdfast:directory:" + subscription + ":" + location()).getBytes(StandardCharsets.UTF_8));
    }

    UUID id(Manifest manifest) {
        return manifest.id() == null ? derivedId() : manifest.id();
    }

    List<ImageFile> images(Manifest manifest) {
        return manifest.disks().stream()
                .map(disk -> new ImageFile(disk.name(), path(), disk.file()))
                .toList();
    }
}
