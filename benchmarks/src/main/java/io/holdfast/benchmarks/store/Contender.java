package io.holdfast.benchmarks.store;

import java.nio.file.Path;

/** Somebody who backs up images, one run after the other, into one store. */
interface Contender extends AutoCloseable {
    String name();

    /** A fresh store; {@code fleet} holds a folder with {@code disk.img} for each machine. */
    void begin(Path fleet, Path store) throws Exception;

    /** Reads the whole image, whether it looks changed or not. */
    Tool.Took backUp(String machine) throws Exception;

    /** The newest backup of the machine, into a file that is not there yet. */
    Tool.Took restore(String machine, Path to) throws Exception;

    long storedBytes() throws Exception;

    @Override
    void close() throws Exception;
}
