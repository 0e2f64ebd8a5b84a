package io.holdfast.gateway;

import io.holdfast.gateway.access.Authentication;
import io.holdfast.gateway.http.Contract;
import io.holdfast.gateway.http.Problems;
import io.holdfast.gateway.http.RequestTrace;
import io.holdfast.gateway.web.ConsoleFiles;
import io.holdfast.gateway.web.Docs;
import io.holdfast.gateway.web.SecurityHeaders;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;

/**
 * All addresses of the gateway.
 */
final class Site {

    static Router router(Vertx vertx, Contract contract, Authentication authentication, Router api) {
        Router root = Router.router(vertx);
        Problems problems = new Problems(contract);
        problems.install(root);
        root.route().handler(new RequestTrace()).handler(new SecurityHeaders());
        root.route(Contract.BASE + "/*").handler(authentication);
        root.route(Contract.BASE + "/*").subRouter(api);
        new Docs(contract).mount(root);
        ConsoleFiles.mount(root);
        return root;
    }

    private Site() {}
}
