package io.holdfast.gateway.web;

import java.util.List;
import java.util.Locale;

/**
 * A plain page, put together from top to bottom. Everything given is text and is escaped.
 */
final class Html {

    private final StringBuilder page = new StringBuilder();

    Html(String title) {
        page.append("<!doctype html><html lang=en><meta charset=utf-8><title>")
                .append(escape(title))
                .append(
                        "</title><style>body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;")
                .append("color:#1c2430}h2{margin-top:3rem;border-bottom:1px solid #ccd3dd}h3{margin-top:2rem}")
                .append(
                        "table{border-collapse:collapse}td,th{padding:.2rem .8rem .2rem 0;text-align:left;vertical-align:top}")
                .append(
                        "code,pre{font:14px/1.4 ui-monospace,monospace;background:#f1f4f8;padding:.1rem .3rem}pre{padding:.8rem}")
                .append("b.method{display:inline-block;min-width:4.5rem}a{margin-right:1rem}</style><h1>")
                .append(escape(title))
                .append("</h1>");
    }

    Html text(String text) {
        if (!text.isBlank()) {
            page.append("<p>")
                    .append(escape(text.strip()).replace("\n", "<br>"))
                    .append("</p>");
        }
        return this;
    }

    Html link(String target, String text) {
        page.append("<a href=\"")
                .append(escape(target))
                .append("\">")
                .append(escape(text))
                .append("</a>");
        return this;
    }

    Html heading(String id, String text) {
        page.append("<h2 id=\"")
                .append(escape(id))
                .append("\">")
                .append(escape(text))
                .append("</h2>");
        return this;
    }

    Html subheading(String id, String text) {
        page.append("<h3 id=\"")
                .append(escape(id))
                .append("\">")
                .append(escape(text))
                .append("</h3>");
        return this;
    }

    Html operation(String id, String method, String path, String summary) {
        page.append("<h3 id=\"")
                .append(escape(id))
                .append("\"><b class=method>")
                .append(escape(method.toUpperCase(Locale.ROOT)))
                .append("</b><code>")
                .append(escape(path))
                .append("</code></h3>");
        return text(summary + ".");
    }

    Html reference(String what, String schema) {
        page.append("<p>")
                .append(escape(what))
                .append(": <a href=\"#schema-")
                .append(escape(schema))
                .append("\">")
                .append(escape(schema))
                .append("</a></p>");
        return this;
    }

    Html code(String code) {
        page.append("<pre>").append(escape(code)).append("</pre>");
        return this;
    }

    Html table(List<String> head, List<List<String>> rows) {
        if (rows.isEmpty()) {
            return this;
        }
        page.append("<table><tr>");
        head.forEach(cell -> page.append("<th>").append(escape(cell)).append("</th>"));
        for (List<String> row : rows) {
            page.append("</tr><tr>");
            row.forEach(cell -> page.append("<td>").append(escape(cell)).append("</td>"));
        }
        page.append("</tr></table>");
        return this;
    }

    String end() {
        return page.append("</html>").toString();
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
