package io.holdfast.store;

import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3Client;

/** A real S3 server in this process, S3Proxy over memory; one for all tests. Its classes are apart from ours. It checks signatures. */
public final class S3Server {
    public static final String REGION = "us-east-1";
    /** {@code http://ACCESS:SECRET@HOST:PORT} of a server to be used instead. */
    private static final @Nullable String OTHER = System.getenv("HOLDFAST_TEST_S3_URL");

    public static final S3Settings.Credentials CREDENTIALS =
            OTHER == null ? new S3Settings.Credentials("holdfast", "not-much-of-a-secret") : credentials(OTHER);

    private static final Path JAR = Path.of("target/s3/s3proxy-jar-with-dependencies.jar");
    private static final String QUIET = "logback.statusListenerClass";
    private static final S3Server SHARED = new S3Server();

    private final URI endpoint;

    private S3Server() {
        if (OTHER != null) {
            endpoint = URI.create(OTHER.replaceFirst("//.*@", "//"));
            return;
        }
        if (!Files.exists(JAR)) {
            throw new IllegalStateException(JAR.toAbsolutePath() + " is copied by the build; run it once");
        }
        System.setProperty("LOG_LEVEL", "warn");
        System.setProperty(QUIET, "ch.qos.logback.core.status.NopStatusListener");
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try {
            // never closed: the server runs until the process ends
            ClassLoader classes =
                    new URLClassLoader(new URL[] {JAR.toUri().toURL()}, ClassLoader.getPlatformClassLoader());
            thread.setContextClassLoader(classes);
            Object settings = classes.loadClass("org.gaul.s3proxy.junit.S3ProxyJunitCore$Builder")
                    .getConstructor()
                    .newInstance();
            set(settings, "withBlobStoreProvider", "transient-nio2");
            settings.getClass()
                    .getMethod("withCredentials", String.class, String.class)
                    .invoke(settings, CREDENTIALS.accessKey(), CREDENTIALS.secretKey());
            Object server = settings.getClass().getMethod("build").invoke(settings);
            server.getClass().getMethod("beforeEach").invoke(server);
            endpoint = (URI) server.getClass().getMethod("getUri").invoke(server);
        } catch (ReflectiveOperationException | IOException e) {
            throw new IllegalStateException(e);
        } finally {
            thread.setContextClassLoader(before);
            System.clearProperty("LOG_LEVEL");
            System.clearProperty(QUIET);
        }
    }

    private static S3Settings.Credentials credentials(String url) {
        String[] parts = URI.create(url).getUserInfo().split(":", 2);
        return new S3Settings.Credentials(parts[0], parts[1]);
    }

    private static void set(Object settings, String setter, String value) throws ReflectiveOperationException {
        settings.getClass().getMethod(setter, String.class).invoke(settings, value);
    }

    public static URI endpoint() {
        return SHARED.endpoint;
    }

    /** A client that no fault comes between. */
    public static S3Client client() {
        return S3Clients.create(settings(endpoint(), "any", "", Path.of("unused")), S3Patience.USUAL);
    }

    public static String newBucket() {
        String bucket = "test-" + UUID.randomUUID();
        try (S3Client client = client()) {
            client.createBucket(create -> create.bucket(bucket));
        }
        return bucket;
    }

    public static S3Settings settings(URI endpoint, String bucket, String prefix, Path spool) {
        return new S3Settings(endpoint, REGION, true, bucket, prefix, CREDENTIALS, spool);
    }
}
