package io.holdfast.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.RetryableException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Objects in a bucket of anything that speaks S3. An object is kept in a temporary file until it is committed and its key known; then it
 * is sent, in parts if it is large. What S3 itself promises does the rest: an object is there whole or not at all, and durable.
 *
 * <p>A key that is taken is found by a look before sending, and by {@code If-None-Match: *} where the server knows that header. Where
 * it does not, two processes that put one key in the same moment may both succeed, and the later one's bytes stay. Of a vault's keys
 * that can only befall {@code vault.json}, when two movers create one vault at once: all others are hashes of their content, or ids that
 * nobody else has.
 */
public final class S3Backend implements Backend {
    private static final Pattern RANGE = Pattern.compile("bytes (\\d+)-(\\d+)/(\\d+|\\*)");

    private final S3Settings settings;
    private final S3Client client;
    private final S3Sender sender;
    private final ExecutorService parts;
    private final Set<String> committing = new HashSet<>();
    private volatile boolean bucketSeen;

    /** Asks the server nothing: what is wrong shows in use. */
    public S3Backend(S3Settings settings) {
        this(settings, S3Patience.USUAL, S3Sender.PART);
    }

    S3Backend(S3Settings settings, S3Patience patience, int partSize) {
        this.settings = settings;
        this.client = S3Clients.create(settings, patience);
        this.parts = S3Sender.threads();
        this.sender = new S3Sender(client, settings, parts, partSize);
    }

    @Override
    public Upload upload() {
        return new SpooledUpload();
    }

    @Override
    public void replace(String key, byte[] bytes) {
        String name = name(key);
        try (Spool spool = new Spool(settings.spool())) {
            spool.write(bytes, 0, bytes.length);
            ask(key, () -> {
                sender.replace(name, spool);
                return true;
            });
        }
    }

    @Override
    public void read(String key, long offset, byte[] into, int length) {
        Keys.check(key);
        if (length == 0) {
            requireSize(key, offset);
            return;
        }
        String range = "bytes=" + offset + "-" + (offset + length - 1);
        int got;
        try {
            got = client.getObject(
                    get -> get.bucket(settings.bucket()).key(name(key)).range(range),
                    (answer, body) -> fill(answer, body, offset, into, length));
        } catch (S3Exception e) {
            if (e.statusCode() != 416) {
                throw S3Errors.map(e, key, settings);
            }
            got = 0;
        } catch (SdkException e) {
            throw S3Errors.map(e, key, settings);
        }
        bucketSeen = true;
        if (got < length) {
            requireSize(key, offset + length);
            throw new StoreException.Io(
                    key + " in " + settings.where() + ": the server does not answer with the bytes asked for", null);
        }
    }

    private void requireSize(String key, long needed) {
        long size = size(key);
        if (needed > size) {
            throw new StoreException.Damaged(key, "it ends at byte " + size + ", " + needed + " are needed");
        }
    }

    /** The number of bytes that there are, or -1 when these are not those asked for. A body that is cut off is asked for again. */
    private static int fill(GetObjectResponse answer, AbortableInputStream body, long offset, byte[] into, int length) {
        Matcher range = RANGE.matcher(String.valueOf(answer.contentRange()));
        long from = range.matches() ? Long.parseLong(range.group(1)) : 0;
        Long whole = answer.contentLength();
        if (from != offset || (!range.matches() && whole == null)) {
            body.abort();
            return -1;
        }
        long promised = range.matches() ? Long.parseLong(range.group(2)) - from + 1 : whole;
        int wanted = (int) Math.min(length, promised);
        int got;
        try {
            got = body.readNBytes(into, 0, wanted);
        } catch (IOException e) {
            throw RetryableException.create("the answer was cut off", e);
        }
        if (got < wanted) {
            throw RetryableException.create("the answer was cut off after " + got + " of " + wanted + " bytes");
        }
        if (promised > length) {
            body.abort();
        }
        return got;
    }

    @Override
    public long size(String key) {
        HeadObjectResponse head = head(key);
        if (head == null) {
            throw new StoreException.NotFound(key);
        }
        return head.contentLength();
    }

    /** Null when there is no such object. */
    private @Nullable HeadObjectResponse head(String key) {
        String name = name(key);
        return ask(key, () -> {
            try {
                HeadObjectResponse head = client.headObject(
                        request -> request.bucket(settings.bucket()).key(name));
                bucketSeen = true;
                return head;
            } catch (S3Exception e) {
                if (e.statusCode() != 404) {
                    throw e;
                }
                requireBucket();
                return null;
            }
        });
    }

    /** The answer to HEAD has no body: it does not tell a missing object from a missing bucket. */
    private void requireBucket() {
        if (bucketSeen) {
            return;
        }
        try {
            client.headBucket(request -> request.bucket(settings.bucket()));
            bucketSeen = true;
        } catch (S3Exception e) {
            if (e.statusCode() == 404) {
                throw new StoreException.NoBucket(settings.where(), e);
            }
            throw e;
        }
    }

    @Override
    public List<StoredObject> list(String prefix) {
        String begin = settings.prefix() + Keys.checkPrefix(prefix);
        return ask(prefix.isEmpty() ? "the list of objects" : prefix, () -> {
            List<StoredObject> found = new ArrayList<>();
            for (ListObjectsV2Response page : client.listObjectsV2Paginator(
                    request -> request.bucket(settings.bucket()).prefix(begin))) {
                if (page.isTruncated() == null) {
                    throw new StoreException.Io(settings.where() + ": the server's answer is no list", null);
                }
                page.contents().stream()
                        .filter(object -> !object.key().endsWith("/")) // what some tools make to show an empty folder
                        .map(object -> new StoredObject(
                                object.key().substring(settings.prefix().length()), object.size()))
                        .forEach(found::add);
            }
            found.sort(Comparator.comparing(StoredObject::key)); // not every kind of bucket lists in order
            return found;
        });
    }

    @Override
    public boolean delete(String key) {
        if (head(key) == null) {
            return false;
        }
        return ask(key, () -> {
            client.deleteObject(request -> request.bucket(settings.bucket()).key(name(key)));
            return true;
        });
    }

    @Override
    public String describe() {
        return settings.where();
    }

    @Override
    public void close() {
        parts.shutdownNow();
        client.close();
    }

    private String name(String key) {
        return settings.prefix() + Keys.check(key);
    }

    private <T extends @Nullable Object> T ask(String object, Supplier<T> request) {
        try {
            return request.get();
        } catch (SdkException e) {
            throw S3Errors.map(e, object, settings);
        }
    }

    /** Those of one process who put the same key take turns: with the look before sending, only one succeeds whatever the server knows. */
    private void begin(String key) {
        synchronized (committing) {
            try {
                while (!committing.add(key)) {
                    committing.wait();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new StoreException.Io(key + ": interrupted", e);
            }
        }
    }

    private void end(String key) {
        synchronized (committing) {
            committing.remove(key);
            committing.notifyAll();
        }
    }

    private final class SpooledUpload implements Upload {
        private final Spool spool = new Spool(settings.spool());

        @Override
        public void write(byte[] bytes, int offset, int length) {
            spool.write(bytes, offset, length);
        }

        @Override
        public boolean commit(String key) {
            String name = name(key);
            begin(key);
            try {
                return head(key) == null && ask(key, () -> sender.send(name, spool));
            } finally {
                end(key);
            }
        }

        @Override
        public void close() {
            spool.close();
        }
    }
}
