package io.holdfast.store;

import com.github.f4b6a3.uuid.UuidCreator;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Sends what is spooled: in one request, or in parts of which some are on their way at once. Every request carries the MD5 of its bytes,
 * so that the server refuses what was changed on the way.
 */
final class S3Sender {
    static final int PART = 16 << 20;

    private static final Logger LOG = LoggerFactory.getLogger(S3Sender.class);
    private static final int THREADS = 4;
    private static final int MOST_PARTS = 10_000;
    private static final Duration ABANDONED = Duration.ofDays(7);
    private static final String MARK = "holdfast-upload";

    private final S3Client client;
    private final S3Settings settings;
    private final ExecutorService threads;
    private final int partSize;
    private final AtomicBoolean hasLooked = new AtomicBoolean();
    private volatile boolean knowsConditions = true;

    S3Sender(S3Client client, S3Settings settings, ExecutorService threads, int partSize) {
        this.client = client;
        this.settings = settings;
        this.threads = threads;
        this.partSize = partSize;
    }

    static ExecutorService threads() {
        ThreadPoolExecutor threads =
                new ThreadPoolExecutor(THREADS, THREADS, 1, TimeUnit.MINUTES, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "s3-part");
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

    private interface Request {
        void send(@Nullable String ifNoneMatch);
    }

    /** Returns false when the key is taken. */
    boolean send(String name, Spool spool) {
        String mark = newMark();
        return spool.size() <= partSize ? sendWhole(name, spool, mark) : sendParts(name, spool, mark);
    }

    /** Tells an object that we put, though the answer was lost, from another's. */
    private static String newMark() {
        return UuidCreator.getTimeOrderedEpoch().toString();
    }

    /** In one request, whatever is there. */
    void replace(String name, Spool spool) {
        put(name, spool, newMark(), null);
    }

    private boolean sendWhole(String name, Spool spool, String mark) {
        return take(name, mark, condition -> put(name, spool, mark, condition));
    }

    private void put(String name, Spool spool, String mark, @Nullable String ifNoneMatch) {
        String md5 = md5(spool, 0, spool.size());
        client.putObject(
                put -> put.bucket(settings.bucket())
                        .key(name)
                        .contentMD5(md5)
                        .metadata(Map.of(MARK, mark))
                        .ifNoneMatch(ifNoneMatch),
                body(spool, 0, spool.size()));
    }

    private boolean take(String name, String mark, Request request) {
        try {
            requestIfAbsent(request);
            return true;
        } catch (S3Exception e) {
            boolean taken = e.statusCode() == 412 || e.statusCode() == 409 || e.statusCode() == 404;
            String holder = taken ? holder(name) : null;
            if (holder == null) {
                throw e;
            }
            return holder.equals(mark);
        }
    }

    private void requestIfAbsent(Request request) {
        if (knowsConditions) {
            try {
                request.send("*");
                return;
            } catch (S3Exception e) {
                if (e.statusCode() != 501) {
                    throw e;
                }
                knowsConditions = false;
                LOG.info("{} does not know If-None-Match: keys that are taken are only looked for", settings.where());
            }
        }
        request.send(null);
    }

    /** The mark of the upload that made the object; null when there is none. */
    private @Nullable String holder(String name) {
        try {
            return client.headObject(head -> head.bucket(settings.bucket()).key(name))
                    .metadata()
                    .getOrDefault(MARK, "");
        } catch (S3Exception e) {
            if (e.statusCode() == 404) {
                return null;
            }
            throw e;
        }
    }

    private boolean sendParts(String name, Spool spool, String mark) {
        abortAbandoned();
        String upload = client.createMultipartUpload(
                        create -> create.bucket(settings.bucket()).key(name).metadata(Map.of(MARK, mark)))
                .uploadId();
        boolean complete = false;
        try {
            List<CompletedPart> sent = sendEach(name, spool, upload);
            complete = take(name, mark, condition -> complete(name, upload, sent, condition));
            return complete;
        } finally {
            if (!complete) {
                abort(name, upload);
            }
        }
    }

    private void complete(String name, String upload, List<CompletedPart> sent, @Nullable String ifNoneMatch) {
        String tag = client.completeMultipartUpload(request -> request.bucket(settings.bucket())
                        .key(name)
                        .uploadId(upload)
                        .multipartUpload(parts -> parts.parts(sent))
                        .ifNoneMatch(ifNoneMatch))
                .eTag();
        // some servers leave the tag out; but an answer that says nothing is no answer
        if (tag == null && holder(name) == null) {
            throw new StoreException.Io(name + ": the server did not put the parts together", null);
        }
    }

    /** Returns, also when it fails, only when no part is on its way any more. */
    private List<CompletedPart> sendEach(String name, Spool spool, String upload) {
        long length = Math.max(partSize, (spool.size() + MOST_PARTS - 1) / MOST_PARTS);
        int count = (int) ((spool.size() + length - 1) / length);
        CompletedPart[] sent = new CompletedPart[count];
        Failure failure = new Failure();
        TaskGroup group = new TaskGroup();
        for (int i = 0; i < count; i++) {
            int part = i;
            group.begin();
            try {
                threads.execute(() -> {
                    try {
                        if (!failure.hasCome()) {
                            long from = part * length;
                            sent[part] = sendPart(
                                    name, spool, upload, part + 1, from, Math.min(length, spool.size() - from));
                        }
                    } catch (Throwable e) {
                        failure.come(e);
                    } finally {
                        group.end();
                    }
                });
            } catch (RuntimeException closed) {
                group.end();
                failure.come(closed);
            }
        }
        try {
            group.await();
        } catch (InterruptedException e) {
            failure.come(new StoreException.Io(name + ": interrupted", e));
            group.awaitUninterruptibly();
            Thread.currentThread().interrupt();
        }
        failure.rethrow();
        return List.of(sent);
    }

    private CompletedPart sendPart(String name, Spool spool, String upload, int number, long from, long length) {
        String md5 = md5(spool, from, length);
        String tag = client.uploadPart(
                        part -> part.bucket(settings.bucket())
                                .key(name)
                                .uploadId(upload)
                                .partNumber(number)
                                .contentMD5(md5),
                        body(spool, from, length))
                .eTag();
        return CompletedPart.builder().partNumber(number).eTag(tag).build();
    }

    /** The first failure of several threads. */
    private static final class Failure {
        private @Nullable Throwable first;

        synchronized void come(Throwable e) {
            if (first == null) {
                first = e;
            }
        }

        synchronized boolean hasCome() {
            return first != null;
        }

        synchronized void rethrow() {
            if (first instanceof SdkException e) {
                throw e;
            }
            if (first instanceof StoreException e) {
                throw e;
            }
            if (first != null) {
                throw new StoreException.Io("a part could not be sent: " + first, first);
            }
        }
    }

    private void abort(String name, String upload) {
        try {
            client.abortMultipartUpload(
                    request -> request.bucket(settings.bucket()).key(name).uploadId(upload));
        } catch (SdkException e) {
            LOG.info("the parts of {} in {} are left for a later look", name, settings.where(), e);
        }
    }

    /** Parts that a killed process left are paid for and show in no list of objects: once, those that nobody touched for a week are dropped. */
    private void abortAbandoned() {
        if (!hasLooked.compareAndSet(false, true)) {
            return;
        }
        Instant limit = Instant.now().minus(ABANDONED);
        List<MultipartUpload> old = new ArrayList<>();
        try {
            client
                    .listMultipartUploadsPaginator(
                            request -> request.bucket(settings.bucket()).prefix(settings.prefix()))
                    .uploads()
                    .stream()
                    .filter(upload ->
                            upload.initiated() != null && upload.initiated().isBefore(limit) && isVaults(upload.key()))
                    .forEach(old::add);
        } catch (SdkException e) {
            LOG.debug(
                    "unfinished uploads in {} can't be listed",
                    settings.where(),
                    e); // not all servers and rights allow it
        }
        old.forEach(upload -> abort(upload.key(), upload.uploadId()));
    }

    private boolean isVaults(String name) {
        return name.startsWith(settings.prefix())
                && Keys.isVaults(name.substring(settings.prefix().length()));
    }

    private static RequestBody body(Spool spool, long from, long length) {
        return RequestBody.fromContentProvider(() -> spool.stream(from, length), length, "application/octet-stream");
    }

    private static String md5(Spool spool, long from, long length) {
        try {
            MessageDigest md5 = MessageDigest.getInstance("MD5"); // S3's Content-MD5; against accidents only
            try (InputStream in = new DigestInputStream(spool.stream(from, length), md5)) {
                in.transferTo(OutputStream.nullOutputStream());
            }
            return Base64.getEncoder().encodeToString(md5.digest());
        } catch (NoSuchAlgorithmException e) {
            throw Crypto.unavailable(e);
        } catch (IOException e) {
            throw new StoreException.Io("what was to be sent could not be read again", e);
        }
    }
}
