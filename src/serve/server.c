#include "serve/server.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define CONNECTIONS 1000u       // at once
#define SPARE_FILES 64u         // open files that are no connections
#define CONNECTION_BYTES 32768u // request line and headers have to fit
#define IDLE_SECONDS 15u        // a connection on which nothing moves is closed
#define TICK_SECONDS 0.5

double ck_serve_now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

ck_serve_options ck_serve_options_default(void) {
    return (ck_serve_options){.address = "127.0.0.1",
                              .port = 8080,
                              .threads = 1,
                              .at_once = 1,
                              .queue = 8,
                              .draws = 2000,
                              .days = 3653,
                              .body = (size_t)4 << 20,
                              .seconds = 600.0,
                              .patience = 20.0};
}

/* ---------------------------------------------------------------- addresses --------------------------------------- */

typedef union address {
    struct sockaddr any;
    struct sockaddr_in four;
    struct sockaddr_in6 six;
} address;

static bool read_address(const char *text, uint16_t port, address *to) {
    *to = (address){0};
    if (inet_pton(AF_INET, text, &to->four.sin_addr) == 1) {
        to->four.sin_family = AF_INET;
        to->four.sin_port = htons(port);
        return true;
    }
    if (inet_pton(AF_INET6, text, &to->six.sin6_addr) != 1) return false;
    to->six.sin6_family = AF_INET6;
    to->six.sin6_port = htons(port);
    return true;
}

bool ck_serve_is_loopback(const char *text) {
    address at;
    if (!read_address(text, 0, &at)) return false;
    if (at.any.sa_family == AF_INET) return ntohl(at.four.sin_addr.s_addr) >> 24 == 127;
    return memcmp(&at.six.sin6_addr, &in6addr_loopback, sizeof in6addr_loopback) == 0;
}

/* Its own address, "localhost" when it is loopback, and what the user adds. */
static ck_status name_hosts(ck_server *server, ck_diags *diags) {
    const ck_serve_options *options = &server->options;
    const char **name = ck_host_take(&server->arena, (size_t)options->host_count + 3, sizeof *name);
    if (name == NULL) return ck_host_no_memory(diags);
    uint32_t count = 0;
    const bool six = strchr(options->address, ':') != NULL;
    name[count] = six ? ck_host_join(&server->arena, "[", options->address, "]") : options->address;
    if (name[count++] == NULL) return ck_host_no_memory(diags);
    if (ck_serve_is_loopback(options->address)) name[count++] = "localhost";
    for (uint32_t k = 0; k < options->host_count; k++) name[count++] = options->host[k];
    server->hosts = (ck_serve_hosts){name, options->port};
    return CK_OK;
}

/* ---------------------------------------------------------------- the ticker -------------------------------------- */

void ck_serve_tick_from(ck_task *task) {
    ck_server *server = task->server;
    pthread_mutex_lock(&server->ticker_lock);
    task->next_ticked = server->ticked;
    server->ticked = task;
    pthread_mutex_unlock(&server->ticker_lock);
}

void ck_serve_tick_until(ck_task *task) {
    ck_server *server = task->server;
    pthread_mutex_lock(&server->ticker_lock);
    for (ck_task **at = &server->ticked; *at != NULL; at = &(*at)->next_ticked) {
        if (*at != task) continue;
        *at = task->next_ticked;
        break;
    }
    pthread_mutex_unlock(&server->ticker_lock);
}

/* Clients that do not get to the end of their request are shown the door. The socket is closed by its own thread. */
static void end_late_visitors(ck_server *server) {
    const double oldest = ck_serve_now() - server->options.patience;
    pthread_mutex_lock(&server->visitors_lock);
    for (const ck_visitor *one = server->visitor; one != NULL; one = one->after) {
        if (one->since > 0.0 && one->since < oldest) shutdown(one->socket, SHUT_RDWR);
    }
    pthread_mutex_unlock(&server->visitors_lock);
}

static void *tick(void *argument) {
    ck_server *server = argument;
    pthread_mutex_lock(&server->ticker_lock);
    while (!server->stopping) {
        struct timespec until;
        clock_gettime(CLOCK_REALTIME, &until);
        until.tv_nsec += (long)(1e9 * TICK_SECONDS);
        until.tv_sec += until.tv_nsec / 1000000000;
        until.tv_nsec %= 1000000000;
        pthread_cond_timedwait(&server->ticker_wakes, &server->ticker_lock, &until);
        for (ck_task *task = server->ticked; task != NULL; task = task->next_ticked) ck_task_tick(task);
        end_late_visitors(server);
    }
    pthread_mutex_unlock(&server->ticker_lock);
    return NULL;
}

/* ---------------------------------------------------------------- start and stop ---------------------------------- */

static void be_silent(void *cls, const char *format, va_list values) { (void)cls, (void)format, (void)values; }

/* Targets are decoded by ck_serve_target_read and not before. */
static size_t leave_escapes(void *cls, struct MHD_Connection *connection, char *text) {
    (void)cls, (void)connection;
    return strlen(text);
}

static unsigned connections_allowed(void) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= CONNECTIONS + SPARE_FILES) return CONNECTIONS;
    return limit.rlim_cur > 2 * SPARE_FILES ? (unsigned)limit.rlim_cur - SPARE_FILES : SPARE_FILES;
}

/* A socket that listens; the port that it got is in `at` afterwards. Below 0: errno tells. */
static int bind_socket(address *at) {
    const int yes = 1, listening = socket(at->any.sa_family, SOCK_STREAM, 0);
    socklen_t length = at->any.sa_family == AF_INET ? sizeof at->four : sizeof at->six;
    if (listening < 0) return -1;
    setsockopt(listening, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (bind(listening, &at->any, length) == 0 && listen(listening, 512) == 0 &&
        getsockname(listening, &at->any, &length) == 0 && fcntl(listening, F_SETFD, FD_CLOEXEC) == 0 &&
        fcntl(listening, F_SETFL, O_NONBLOCK) == 0) {
        return listening;
    }
    const int reason = errno;
    close(listening);
    errno = reason;
    return -1;
}

static const char *port_text(uint16_t port, char text[16]) {
    snprintf(text, 16, ", port %u", (unsigned)port);
    return text;
}

static ck_status listen_on(ck_server *server, ck_diags *diags) {
    const ck_serve_options *options = &server->options;
    address at;
    if (!read_address(options->address, options->port, &at)) {
        return ck_host_report(diags, CK_E_USAGE, (ck_place){0}, "the address is %q; it must be an IPv4 or IPv6 address",
                              "without --address only this machine is served", options->address);
    }
    const int listening = bind_socket(&at);
    if (listening < 0) {
        const char *where =
            ck_host_join(&server->arena, options->address, port_text(options->port, (char[16]){0}), NULL);
        return ck_host_write_error(diags, "listen on", where != NULL ? where : "", errno);
    }
    server->options.port = server->hosts.port =
        ntohs(at.any.sa_family == AF_INET ? at.four.sin_port : at.six.sin6_port);
    const unsigned flags =
        MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | (at.any.sa_family == AF_INET6 ? MHD_USE_IPv6 : 0u);
    server->daemon = MHD_start_daemon(
        flags, options->port, NULL, NULL, ck_serve_request, server, MHD_OPTION_EXTERNAL_LOGGER, be_silent, NULL,
        MHD_OPTION_LISTEN_SOCKET, listening, MHD_OPTION_CONNECTION_LIMIT, connections_allowed(),
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_BYTES, MHD_OPTION_CONNECTION_TIMEOUT, IDLE_SECONDS,
        MHD_OPTION_URI_LOG_CALLBACK, ck_serve_request_begin, server, MHD_OPTION_NOTIFY_COMPLETED, ck_serve_request_end,
        server, MHD_OPTION_NOTIFY_CONNECTION, ck_serve_visitor, server, MHD_OPTION_UNESCAPE_CALLBACK, leave_escapes,
        NULL, MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_SIGPIPE_HANDLED_BY_APP, 1, MHD_OPTION_END);
    if (server->daemon != NULL) return CK_OK;
    close(listening);
    return ck_host_report(diags, CK_E_IO, (ck_place){0}, "the system gives no thread or file to serve with",
                          "close other programs");
}

static ck_status start(ck_server *server, ck_diags *diags) {
    const ck_serve_options *options = &server->options;
    CK_TRY(name_hosts(server, diags));
    CK_TRY(ck_serve_content_make(server, diags));
    server->check = calloc(options->threads, sizeof *server->check);
    if (server->check == NULL ||
        !ck_pool_start(&server->desk, options->threads, CK_SERVE_WAITING_CHECKS, ck_serve_check_task) ||
        !ck_pool_start(&server->readers, 1, options->at_once + options->queue, ck_serve_prepare_run) ||
        !ck_pool_start(&server->runs, options->at_once, options->at_once + options->queue, ck_serve_run_task)) {
        return ck_host_no_memory(diags);
    }
    server->ticker_started = pthread_create(&server->ticker, NULL, tick, server) == 0;
    if (!server->ticker_started) return ck_host_no_memory(diags);
    return listen_on(server, diags);
}

ck_status ck_server_start(const ck_serve_content *content, const ck_serve_options *options, ck_server **out,
                          ck_diags *diags) {
    *out = NULL;
    ck_server *server = calloc(1, sizeof *server);
    if (server == NULL) return ck_host_no_memory(diags);
    server->content = *content;
    server->options = *options;
    pthread_mutex_t *const locks[] = {&server->log_lock, &server->save_lock, &server->visitors_lock,
                                      &server->ticker_lock};
    for (size_t k = 0; k < sizeof locks / sizeof *locks; k++) pthread_mutex_init(locks[k], NULL);
    pthread_cond_init(&server->ticker_wakes, NULL);
    const ck_status status = start(server, diags);
    if (status >= 0)
        *out = server;
    else
        ck_server_stop(server);
    return status;
}

uint16_t ck_server_port(const ck_server *server) { return server->options.port; }

/* In this order: nobody new, tasks end (and wake their connections), then the connections. */
void ck_server_stop(ck_server *server) {
    if (server == NULL) return;
    const MHD_socket listening = server->daemon != NULL ? MHD_quiesce_daemon(server->daemon) : MHD_INVALID_SOCKET;
    server->stopping = true;
    ck_pool_stop(&server->desk);
    ck_pool_stop(&server->readers);
    ck_pool_stop(&server->runs);
    if (server->ticker_started) {
        pthread_mutex_lock(&server->ticker_lock);
        pthread_cond_signal(&server->ticker_wakes);
        pthread_mutex_unlock(&server->ticker_lock);
        pthread_join(server->ticker, NULL);
    }
    if (server->daemon != NULL) MHD_stop_daemon(server->daemon);
    ck_pool_free(&server->desk);
    ck_pool_free(&server->readers);
    ck_pool_free(&server->runs);
    if (listening != MHD_INVALID_SOCKET) close(listening);
    for (uint32_t k = 0; server->check != NULL && k < server->options.threads; k++) ck_check_free(server->check[k]);
    free(server->check);
    ck_serve_files_free(&server->files);
    json_decref(server->status);
    ck_host_arena_free(&server->arena);
    pthread_mutex_t *const locks[] = {&server->log_lock, &server->save_lock, &server->visitors_lock,
                                      &server->ticker_lock};
    for (size_t k = 0; k < sizeof locks / sizeof *locks; k++) pthread_mutex_destroy(locks[k]);
    pthread_cond_destroy(&server->ticker_wakes);
    free(server);
}
