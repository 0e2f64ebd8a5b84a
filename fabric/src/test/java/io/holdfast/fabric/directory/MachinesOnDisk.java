package io.holdfast.fabric.directory;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Random;
import java.util.stream.Stream;

/** A directory subscription's tree, built by hand. */
record MachinesOnDisk(Path root) {

    Path folder(String location) {
        return root.resolve(location);
    }

    Path manifest(String location, String yaml) {
        try {
            Files.createDirectories(folder(location));
            return Files.writeString(folder(location).resolve("machine.yaml"), yaml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sparse: random bytes in the first and last eighth. Old enough to be at rest. */
    Path image(String location, String file, int size) {
        Path image = folder(location).resolve(file);
        try {
            Files.createDirectories(image.getParent());
            try (RandomAccessFile out = new RandomAccessFile(image.toFile(), "rw")) {
                byte[] bytes = new byte[size / 8];
                new Random(file.hashCode()).nextBytes(bytes);
                out.setLength(size);
                out.write(bytes);
                out.seek(size - bytes.length);
                out.write(bytes);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return image;
    }

    void writeInto(Path image, long offset) {
        try (RandomAccessFile out = new RandomAccessFile(image.toFile(), "rw")) {
            byte[] bytes = new byte[5000];
            new Random().nextBytes(bytes);
            out.seek(offset);
            out.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void resize(Path image, long size) {
        try (RandomAccessFile out = new RandomAccessFile(image.toFile(), "rw")) {
            out.setLength(size);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void modifiedAt(Path image, Instant time) {
        try {
            Files.setLastModifiedTime(image, FileTime.from(time));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Stream<Path> everything() {
        try {
            return Files.walk(root);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
