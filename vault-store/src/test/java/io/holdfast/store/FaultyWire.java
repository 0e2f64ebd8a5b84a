package io.holdfast.store;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What lies between a client and its HTTP server, and does to requests what networks and servers do on bad days. */
public final class FaultyWire implements AutoCloseable {
    private static final Pattern LENGTH = Pattern.compile("(?im)^content-length: *(\\d+)");
    private static final Pattern FRAME = Pattern.compile("(?im)^content-length:.*\r\n");
    private static final Pattern EXPECT = Pattern.compile("(?im)^expect:.*\r\n");
    private static final int ENDLESS = Integer.MAX_VALUE;

    /** What becomes of one request. */
    public sealed interface Fault {}

    /** The server never sees it. */
    public record Answer(int status, String body) implements Fault {
        /** S3's form of an error. */
        public static Answer error(int status, String code) {
            return new Answer(status, "<Error><Code>" + code + "</Code><Message>injected</Message></Error>");
        }
    }

    /** The server answers; that many bytes of its answer's body arrive. */
    public record CutAnswer(int bytes) implements Fault {}

    /** The same, and nothing in the answer says how long its body would have been. */
    public record UnframedAnswer(int bytes) implements Fault {}

    /** The server does it, and nobody learns. */
    public record LoseAnswer() implements Fault {}

    /** Nobody ever answers. */
    public record Silence() implements Fault {}

    private final URI server;
    private final ServerSocket listener;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private volatile Function<String, @Nullable Fault> faults = request -> null;

    public FaultyWire(URI server) throws IOException {
        this.server = server;
        this.listener = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort());
    }

    /** {@code faults} is given "METHOD PATH?QUERY", and says null for what is to pass. */
    public void onRequest(Function<String, @Nullable Fault> faults) {
        this.faults = faults;
    }

    /** The first {@code times} requests that contain {@code pattern} from now on. */
    public void fail(String pattern, int times, Fault fault) {
        Pattern wanted = Pattern.compile(pattern);
        int[] left = {times};
        onRequest(request -> {
            synchronized (left) {
                return wanted.matcher(request).find() && left[0]-- > 0 ? fault : null;
            }
        });
    }

    public void failAlways(String pattern, Fault fault) {
        fail(pattern, ENDLESS, fault);
    }

    public void heal() {
        onRequest(request -> null);
    }

    public long requests(String pattern) {
        return requests.stream()
                .filter(request -> Pattern.compile(pattern).matcher(request).find())
                .count();
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "faulty-wire");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listener.accept();
                open.add(client);
                start(() -> serve(client));
            }
        } catch (IOException closed) {
            // the test is over
        }
    }

    /** One request per connection, so that it is known where each ends. */
    private void serve(Socket client) {
        boolean keep = false;
        try {
            InputStream in = client.getInputStream();
            String head = head(in);
            if (head.isEmpty()) {
                return;
            }
            String request = head.substring(0, head.indexOf(" HTTP/"));
            requests.add(request);
            Fault fault = faults.apply(request);
            if (head.toLowerCase(Locale.ROOT).contains("100-continue")) {
                send(client.getOutputStream(), "HTTP/1.1 100 Continue\r\n\r\n");
            }
            if (fault instanceof Silence) {
                keep = true;
            } else if (fault instanceof Answer answer) {
                skip(in, length(head));
                answer(client.getOutputStream(), request, answer);
            } else {
                forward(head, in, client.getOutputStream(), fault);
            }
        } catch (IOException gone) {
            // either side hung up
        } finally {
            if (!keep) {
                close(client);
            }
        }
    }

    private void forward(String head, InputStream in, OutputStream out, @Nullable Fault fault) throws IOException {
        try (Socket upstream = new Socket(server.getHost(), server.getPort())) {
            String passed = EXPECT.matcher(head).replaceAll("");
            send(upstream.getOutputStream(), lastOfConnection(passed));
            copy(in, upstream.getOutputStream(), length(head));
            upstream.getOutputStream().flush();
            InputStream answer = upstream.getInputStream();
            String answerHead = head(answer);
            if (fault instanceof LoseAnswer) {
                answer.transferTo(OutputStream.nullOutputStream());
                return;
            }
            if (fault instanceof UnframedAnswer unframed) {
                send(out, lastOfConnection(FRAME.matcher(answerHead).replaceAll("")));
                copy(answer, out, unframed.bytes());
            } else {
                send(out, lastOfConnection(answerHead));
                copy(answer, out, fault instanceof CutAnswer cut ? cut.bytes() : Long.MAX_VALUE);
            }
            out.flush();
        }
    }

    private static String lastOfConnection(String head) {
        return head.replaceAll("(?im)^connection:.*\r\n", "").replaceFirst("\r\n", "\r\nConnection: close\r\n");
    }

    private static void answer(OutputStream out, String request, Answer answer) throws IOException {
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        send(
                out,
                "HTTP/1.1 " + answer.status() + " Injected\r\nContent-Type: application/xml\r\nConnection: close\r\n"
                        + "Content-Length: " + body.length + "\r\n\r\n"
                        + (request.startsWith("HEAD") ? "" : answer.body()));
    }

    private static long length(String head) {
        var length = LENGTH.matcher(head);
        return length.find() ? Long.parseLong(length.group(1)) : 0;
    }

    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                return "";
            }
            head.write(next);
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    private static void send(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    private static void skip(InputStream in, long length) throws IOException {
        copy(in, OutputStream.nullOutputStream(), length);
    }

    private static void copy(InputStream in, OutputStream out, long length) throws IOException {
        byte[] buffer = new byte[1 << 16];
        long left = length;
        while (left > 0) {
            int got = in.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (got < 0) {
                return;
            }
            out.write(buffer, 0, got);
            left -= got;
        }
    }

    private void close(Socket socket) {
        open.remove(socket);
        try {
            socket.close();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        open.forEach(this::close);
    }
}
