package io.holdfast.store;

import javax.xml.stream.XMLStreamException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.StandardRetryStrategy;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** The AWS SDK, set up so that servers of other makes understand it too. */
final class S3Clients {
    private static final int CONNECTIONS = 128;

    private S3Clients() {}

    static S3Client create(S3Settings settings, S3Patience patience) {
        S3ClientBuilder client = S3Client.builder()
                .region(Region.of(settings.region()))
                .credentialsProvider(credentials(settings.credentials()))
                .forcePathStyle(settings.pathStyle())
                // older servers refuse the trailing checksums that the SDK adds of its own; what we send carries an MD5
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                // nor do they all understand an empty body that is signed in chunks
                .serviceConfiguration(s3 -> s3.chunkedEncodingEnabled(false))
                .httpClientBuilder(Apache5HttpClient.builder()
                        .maxConnections(CONNECTIONS)
                        .connectionTimeout(patience.connect())
                        .connectionAcquisitionTimeout(patience.attempt())
                        .socketTimeout(patience.silence()))
                .overrideConfiguration(override -> override.apiCallAttemptTimeout(patience.attempt())
                        .apiCallTimeout(patience.attempt().multipliedBy(patience.attempts()))
                        .retryStrategy(retries(patience)));
        if (settings.endpoint() != null) {
            client.endpointOverride(settings.endpoint());
        }
        return client.build();
    }

    private static AwsCredentialsProvider credentials(S3Settings.@Nullable Credentials given) {
        return given == null
                ? DefaultCredentialsProvider.builder().build()
                : StaticCredentialsProvider.create(AwsBasicCredentials.create(given.accessKey(), given.secretKey()));
    }

    private static StandardRetryStrategy retries(S3Patience patience) {
        return AwsRetryStrategy.standardRetryStrategy().toBuilder()
                .maxAttempts(patience.attempts())
                .backoffStrategy(BackoffStrategy.exponentialDelay(patience.pause(), patience.longestPause()))
                .throttlingBackoffStrategy(
                        BackoffStrategy.exponentialDelay(patience.throttledPause(), patience.longestPause()))
                // an answer that was cut off
                .retryOnExceptionOrCauseInstanceOf(XMLStreamException.class)
                // somebody else was putting that key just then
                .retryOnException(e ->
                        e instanceof S3Exception answer && S3Errors.code(answer).equals("ConditionalRequestConflict"))
                .build();
    }
}
