/* Connections, and requests from their first line to their end; the log. */
#include "serve/exchange.h"

#include <stdlib.h>
#include <time.h>

/* ---------------------------------------------------------------- visitors ---------------------------------------- */

void ck_serve_visitor(void *cls, struct MHD_Connection *connection, void **context,
                      enum MHD_ConnectionNotificationCode code) {
    ck_server *server = cls;
    ck_visitor *visitor = *context;
    pthread_mutex_lock(&server->visitors_lock);
    if (code == MHD_CONNECTION_NOTIFY_STARTED) {
        const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
        visitor = calloc(1, sizeof *visitor);
        if (visitor != NULL && info != NULL) {
            *visitor = (ck_visitor){.socket = info->connect_fd, .since = ck_serve_now(), .after = server->visitor};
            if (server->visitor != NULL) server->visitor->before = visitor;
            server->visitor = visitor;
        }
        *context = visitor;
    } else if (visitor != NULL) {
        if (visitor->before != NULL)
            visitor->before->after = visitor->after;
        else
            server->visitor = visitor->after;
        if (visitor->after != NULL) visitor->after->before = visitor->before;
        free(visitor);
        *context = NULL;
    }
    pthread_mutex_unlock(&server->visitors_lock);
}

void ck_serve_set_waiting(ck_server *server, struct MHD_Connection *connection, bool waits) {
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    ck_visitor *visitor = info != NULL ? info->socket_context : NULL;
    if (visitor == NULL) return;
    pthread_mutex_lock(&server->visitors_lock);
    visitor->since = waits ? ck_serve_now() : 0.0;
    pthread_mutex_unlock(&server->visitors_lock);
}

/* ---------------------------------------------------------------- begin and end ----------------------------------- */

void *ck_serve_request_begin(void *cls, const char *target, struct MHD_Connection *connection) {
    (void)cls, (void)connection;
    ck_request *request = calloc(1, sizeof *request);
    const size_t length = strlen(target);
    if (request == NULL) return NULL;
    request->started = ck_serve_now();
    request->text = malloc(length + 1);
    request->room = malloc(length + 1);
    if (request->text == NULL || request->room == NULL)
        request->fault = 503;
    else
        memcpy(request->text, target, length + 1);
    if (request->fault == 0) request->fault = ck_serve_target_read(target, length, request->room, &request->target);
    return request;
}

/* Bytes that are no letters of a plain target are written as escapes: a log line stays one line. */
static void write_log(ck_server *server, const ck_request *request) {
    char when[32];
    const time_t now = time(NULL);
    struct tm broken;
    if (server->options.log == NULL || gmtime_r(&now, &broken) == NULL) return;
    strftime(when, sizeof when, "%Y-%m-%dT%H:%M:%SZ", &broken);
    pthread_mutex_lock(&server->log_lock);
    fprintf(server->options.log, "%s %s ", when, request->method[0] != '\0' ? request->method : "-");
    for (const char *at = request->text; at != NULL && *at != '\0'; at++) {
        const unsigned char byte = (unsigned char)*at;
        if (byte > 0x20 && byte < 0x7f && byte != '"' && byte != '\\')
            fputc(byte, server->options.log);
        else
            fprintf(server->options.log, "\\x%02x", byte);
    }
    fprintf(server->options.log, " %d %.1f ms\n", request->http, 1e3 * (ck_serve_now() - request->started));
    fflush(server->options.log);
    pthread_mutex_unlock(&server->log_lock);
}

void ck_serve_request_end(void *cls, struct MHD_Connection *connection, void **context,
                          enum MHD_RequestTerminationCode code) {
    ck_server *server = cls;
    ck_request *request = *context;
    (void)code;
    ck_serve_set_waiting(server, connection, true);
    if (request == NULL) return;
    write_log(server, request);
    if (request->task != NULL) {
        request->task->left = true;
        ck_task_let_go(request->task);
    }
    atomic_fetch_sub(&server->held, request->body_room);
    free(request->body);
    free(request->text);
    free(request->room);
    free(request);
    *context = NULL;
}
