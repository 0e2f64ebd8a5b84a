package io.holdfast.cli.endtoend;

import io.holdfast.platform.Launcher;
import io.holdfast.scheduler.SchedulerMain;
import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;

/** A clock of several processes, which one of them sets: the milliseconds stand in a file that all have mapped. */
final class SharedClock extends Clock {
    private final MappedByteBuffer millis;

    SharedClock(Path file) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            millis = channel.map(FileChannel.MapMode.READ_WRITE, 0, Long.BYTES);
        }
    }

    void set(Instant now) {
        millis.putLong(0, now.toEpochMilli());
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(millis.getLong(0));
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("UTC only");
    }

    /** scheduler-service by such a clock; the first argument names its file. */
    static final class Scheduler {
        public static void main(String[] arguments) throws IOException {
            Launcher.run(
                    SchedulerMain.SERVICE,
                    new SharedClock(Path.of(arguments[0])),
                    Arrays.copyOfRange(arguments, 1, arguments.length));
        }

        private Scheduler() {}
    }
}
