/* Which request gets which answer, and which are refused before anything is read. */
#include "serve/exchange.h"

#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

/* Headers of which two would let this server and another one read two different requests. */
typedef struct header_count {
    uint32_t host, length, coding;
    bool other_coding;
} header_count;

static enum MHD_Result count_header(void *cls, enum MHD_ValueKind kind, const char *name, const char *value) {
    header_count *count = cls;
    (void)kind;
    count->host += strcasecmp(name, "Host") == 0;
    count->length += strcasecmp(name, "Content-Length") == 0;
    if (strcasecmp(name, "Transfer-Encoding") != 0) return MHD_YES;
    count->coding++;
    count->other_coding |= value == NULL || strcasecmp(value, "chunked") != 0;
    return MHD_YES;
}

static bool is_one_request(struct MHD_Connection *connection) {
    header_count count = {0};
    MHD_get_connection_values(connection, MHD_HEADER_KIND, count_header, &count);
    return count.host == 1 && count.length + count.coding <= 1 && !count.other_coding;
}

static bool host_is_ours(ck_server *server, struct MHD_Connection *connection) {
    const char *host = ck_serve_header(connection, "Host");
    return host != NULL && ck_serve_host_allowed(host, &server->hosts);
}

/* A page of another site may make a browser post here; it may not read, and it is not served. */
static bool comes_from_here(ck_server *server, struct MHD_Connection *connection) {
    const char *origin = ck_serve_header(connection, "Origin"), *site = ck_serve_header(connection, "Sec-Fetch-Site");
    if (origin != NULL && !ck_serve_origin_allowed(origin, &server->hosts)) return false;
    return site == NULL || strcmp(site, "same-origin") == 0 || strcmp(site, "none") == 0;
}

static bool brings_body(struct MHD_Connection *connection) {
    const char *length = ck_serve_header(connection, "Content-Length");
    return ck_serve_header(connection, "Transfer-Encoding") != NULL || (length != NULL && strcmp(length, "0") != 0);
}

static enum MHD_Result get(ck_server *server, ck_request *request, struct MHD_Connection *connection) {
    const char *path = request->target.path;
    if (brings_body(connection))
        return ck_serve_refuse(request, connection, 400, "this request brings a text, and none is read", "");
    if (request->target.query_count > 0)
        return ck_serve_refuse(request, connection, 400, "this request has a query, and none is read", "");
    if (strcmp(path, "/status") == 0) {
        size_t size = 0;
        char *text = ck_serve_status_text(server, &size);
        return text != NULL ? ck_serve_send_text(request, connection, 200, "application/json", text, size, NULL)
                            : MHD_NO;
    }
    if (ck_serve_is_run(request) || ck_serve_is_check(request))
        return ck_serve_refuse(request, connection, 405, "this is asked with POST", "");
    const ck_serve_file *file = ck_serve_files_find(&server->files, path);
    if (file != NULL) return ck_serve_send_file(request, connection, file);
    return ck_serve_refuse(request, connection, 404, "there is nothing of this name",
                           "docs/page.md, \"Served\", lists what there is");
}

/* Before a body is read: an answer, or `wanted` for a body that has a use. */
static enum MHD_Result first_call(ck_server *server, ck_request *request, struct MHD_Connection *connection,
                                  const char *method, bool *wanted) {
    bool refused = false;
    if (request->fault == 414)
        return ck_serve_refuse(request, connection, 414, "the target of the request is too long", "");
    if (request->fault != 0)
        return ck_serve_refuse(request, connection, request->fault, "the target of the request is no path with a query",
                               "");
    if (!is_one_request(connection))
        return ck_serve_refuse(request, connection, 400,
                               "Host, Content-Length or Transfer-Encoding is missing or stands twice", "");
    if (!host_is_ours(server, connection))
        return ck_serve_refuse(request, connection, 403, "this server is not called that",
                               "use the address that it printed, or start it with --host NAME");
    if (strcmp(method, "GET") == 0 || strcmp(method, "HEAD") == 0) return get(server, request, connection);
    if (strcmp(method, "POST") != 0)
        return ck_serve_refuse(request, connection, 405, "GET, HEAD and POST are answered here", "");
    if (!comes_from_here(server, connection))
        return ck_serve_refuse(request, connection, 403, "pages of other sites may not ask here", "");
    if (!ck_serve_is_run(request) && !ck_serve_is_check(request)) {
        const bool known = strcmp(request->target.path, "/status") == 0 ||
                           ck_serve_files_find(&server->files, request->target.path) != NULL;
        return known ? ck_serve_refuse(request, connection, 405, "this is asked with GET", "")
                     : ck_serve_refuse(request, connection, 404, "there is nothing of this name", "");
    }
    const enum MHD_Result result = ck_serve_refuse_post(server, request, connection, &refused);
    *wanted = !refused;
    return result;
}

enum MHD_Result ck_serve_request(void *cls, struct MHD_Connection *connection, const char *url, const char *method,
                                 const char *version, const char *upload, size_t *upload_size, void **context) {
    ck_server *server = cls;
    ck_request *request = *context;
    (void)url, (void)version;
    if (request == NULL) return MHD_NO; // no memory
    if (!request->begun) {
        request->begun = true;
        snprintf(request->method, sizeof request->method, "%s", method);
        // an answer before the body is read ends the connection; without a body it can go on
        if (!brings_body(connection)) return MHD_YES;
    }
    if (*upload_size > 0) {
        if (!ck_serve_take_upload(server, request, upload, *upload_size)) return MHD_NO;
        if (request->overflown) request->wasted += *upload_size;
        *upload_size = 0;
        return request->wasted <= 4 * server->options.body ? MHD_YES : MHD_NO;
    }
    bool wanted = request->wanted;
    enum MHD_Result result = MHD_YES;
    if (!wanted) result = first_call(server, request, connection, method, &wanted);
    if (wanted && !request->wanted && brings_body(connection)) {
        request->wanted = true;
        return result;
    }
    ck_serve_set_waiting(server, connection, false);
    if (!wanted) return result;
    request->wanted = true;
    return request->task != NULL ? ck_serve_answer_task(request, connection)
                                 : ck_serve_begin_task(server, request, connection);
}
