package io.holdfast.gateway.api;

import io.holdfast.contracts.Caller;
import io.holdfast.contracts.ErrorCode;
import io.holdfast.contracts.HoldfastException;
import io.holdfast.gateway.access.Authentication;
import io.holdfast.gateway.access.Credentials;
import io.holdfast.gateway.http.Answer;
import io.holdfast.gateway.http.ApiHandler;
import io.holdfast.gateway.http.Call;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Sessions and tickets. */
public final class AccessApi {

    private final Credentials credentials;
    private final boolean required;

    /** {@code required} false: any token opens a session, because nobody is asked for one. */
    public AccessApi(Credentials credentials, boolean required) {
        this.credentials = credentials;
        this.required = required;
    }

    private record Session(String name, @Nullable Instant expiresAt) {}

    private record Ticket(String ticket, Instant expiresAt) {}

    public Map<String, ApiHandler> handlers() {
        return Map.of(
                "getSession", this::whoAmI,
                "createSession", this::signIn,
                "deleteSession", this::signOut,
                "createTicket", this::ticket);
    }

    private Future<Answer> whoAmI(Call call) {
        return Future.succeededFuture(Answer.ok(new Session(call.caller().name(), null)));
    }

    private Future<Answer> signIn(Call call) {
        String token = call.body(Bodies.NewSession.class).token();
        return caller(call, token)
                .compose(caller -> credentials.openSession(caller).map(issued -> Answer.created(
                                new Session(caller.name(), issued.expiresAt()))
                        .with("Set-Cookie", cookie(call, issued.secret(), "Max-Age=43200"))));
    }

    private Future<Caller> caller(Call call, String token) {
        return required
                ? credentials
                        .check(token)
                        .map(found -> found.orElseThrow(
                                () -> new HoldfastException(ErrorCode.Unauthorized, "The token is not valid.")))
                : Future.succeededFuture(call.caller());
    }

    private Future<Answer> signOut(Call call) {
        Answer done = Answer.noContent().with("Set-Cookie", cookie(call, "", "Max-Age=0"));
        String session = call.session();
        return session == null
                ? Future.succeededFuture(done)
                : credentials.endSession(session).map(done);
    }

    private Future<Answer> ticket(Call call) {
        return credentials
                .openTicket(call.caller())
                .map(issued -> Answer.created(new Ticket(issued.secret(), issued.expiresAt())));
    }

    private static String cookie(Call call, String value, String age) {
        String secure = call.isSecure() ? "Secure; " : "";
        return Authentication.COOKIE + "=" + value + "; Path=/; HttpOnly; SameSite=Strict; " + secure + age;
    }
}
