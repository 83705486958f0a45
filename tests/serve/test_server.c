/* The server inside of a program: asked over sockets, left by clients, and stopped while it works. Small enough for
   valgrind. */
#include "ck_test.h"
#include "fixtures/small_world.h"
#include "serve/serve.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

/* ---- a server over the small world and the small law ---- */

typedef struct stage {
    ck_kept_law law;
    ck_serve_world served;
    ck_page_bundle bundle;
    ck_serve_options options;
    ck_server *server;
    ck_host_arena arena;
    ck_diags diags;
} stage;

static stage on;

static const char DEAL[] =
    "deal: small\nexport_from: CHN\ndestination: USA\nitem: {form: magnet, content: {Dy: 2 %}, value: 1000 USD}\n";
static const char SCENARIO[] =
    "name: posted\ntitle: A stop\nworld: small\nstart: 2025-01-01\ndays: 60\ndraws: 2\nmeasures: []\n";

static void open_stage(void) {
    static const char *const LAW = CK_TEST_SOURCE "/tests/check/small.law";
    on = (stage){.options = ck_serve_options_default()};
    CK_REQUIRE_OK(ck_host_diags_make(&on.arena, &on.diags));
    CK_REQUIRE_USABLE(ck_kept_law_read(&LAW, 1, &on.law, &on.diags));
    on.served = (ck_serve_world){"worlds/small", ck_fixture_world(), ck_fixture_model()};
    on.bundle = ck_page_bundle_start();
    CK_REQUIRE_OK(ck_page_bundle_close(&on.bundle, &on.diags));
    on.options.port = 0;
    on.options.queue = 2;
    on.options.body = 4096;
    on.options.patience = 30.0;
    const ck_serve_content content = {.bundle = &on.bundle, .world = &on.served, .world_count = 1, .law = &on.law};
    CK_REQUIRE_OK(ck_server_start(&content, &on.options, &on.server, &on.diags));
    CK_CHECK(ck_server_port(on.server) != 0);
}

static void close_stage(void) {
    ck_server_stop(on.server);
    ck_page_bundle_free(&on.bundle);
    ck_kept_law_free(&on.law);
    ck_host_arena_free(&on.arena);
}

/* ---- a client ---- */

static int connect_to_it(void) {
    const struct sockaddr_in at = {
        .sin_family = AF_INET, .sin_port = htons(ck_server_port(on.server)), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    const int client = socket(AF_INET, SOCK_STREAM, 0);
    const struct timeval patience = {.tv_sec = 60};
    CK_REQUIRE(client >= 0);
    setsockopt(client, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    CK_REQUIRE(connect(client, (const struct sockaddr *)&at, sizeof at) == 0);
    return client;
}

static void say(int client, const char *text) {
    for (size_t left = strlen(text); left > 0;) {
        const ssize_t sent = send(client, text + strlen(text) - left, left, MSG_NOSIGNAL);
        CK_REQUIRE(sent > 0);
        left -= (size_t)sent;
    }
}

static char heard[1 << 16];

/* Everything until the other side closes. */
static const char *hear(int client) {
    size_t length = 0;
    for (;;) {
        const ssize_t got = recv(client, heard + length, sizeof heard - 1 - length, 0);
        if (got <= 0) break;
        length += (size_t)got;
    }
    heard[length] = '\0';
    close(client);
    return heard;
}

static void say_request(int client, const char *head, const char *headers, const char *body) {
    char text[8192];
    snprintf(text, sizeof text, "%s HTTP/1.1\r\nHost: localhost:%u\r\nConnection: close\r\n%s", head,
             (unsigned)ck_server_port(on.server), headers);
    say(client, text);
    if (body != NULL) {
        snprintf(text, sizeof text, "Content-Type: application/yaml\r\nContent-Length: %zu\r\n\r\n%s", strlen(body),
                 body);
        say(client, text);
    } else {
        say(client, "\r\n");
    }
}

static const char *ask(const char *head, const char *headers, const char *body) {
    const int client = connect_to_it();
    say_request(client, head, headers, body);
    return hear(client);
}

static bool answers(const char *text, int status) {
    char line[32];
    snprintf(line, sizeof line, "HTTP/1.1 %d ", status);
    return strncmp(text, line, strlen(line)) == 0;
}

static bool says(const char *text, const char *part) { return strstr(text, part) != NULL; }

/* ---- tests ---- */

CK_TEST(law_and_status_are_served_and_nothing_else) {
    open_stage();
    CK_CHECK(answers(ask("GET /law/small.law", "", NULL), 200));
    CK_CHECK(says(heard, "X-Content-Type-Options: nosniff") && says(heard, "regime"));
    CK_CHECK(answers(ask("GET /status", "", NULL), 200));
    CK_CHECK(says(heard, "\"small\"") && says(heard, "\"running\":0"));
    CK_CHECK(answers(ask("GET /law", "", NULL), 404));
    CK_CHECK(answers(ask("GET /law/../law/small.law", "", NULL), 400));
    CK_CHECK(answers(ask("GET /status?x=1", "", NULL), 400));
    CK_CHECK(answers(ask("PUT /status", "", NULL), 405));
    close_stage();
}

CK_TEST(a_run_streams_lines_and_ends_with_its_result) {
    open_stage();
    CK_CHECK(answers(ask("POST /run?remedies=0", "", SCENARIO), 200));
    CK_CHECK(says(heard, "application/x-ndjson") && says(heard, "{\"type\":\"result\",\"saved\":null,"));
    CK_CHECK(says(heard, "\"draws\":2"));
    CK_CHECK(answers(ask("POST /run", "", "name: x\n"), 422));
    CK_CHECK(says(heard, "posted.yaml") && says(heard, "the scenario has no"));
    CK_CHECK(answers(ask("POST /run?save=x", "", SCENARIO), 403));
    CK_CHECK(answers(ask("POST /run", "Origin: http://evil.example\r\n", SCENARIO), 403));
    CK_CHECK(answers(ask("POST /run", "Content-Length: 1\r\n", SCENARIO), 400));
    close_stage();
}

CK_TEST(a_deal_is_decided_or_said_to_be_wrong) {
    open_stage();
    CK_CHECK(answers(ask("POST /check?on=2025-06-01&explain=1", "", DEAL), 200));
    CK_CHECK(says(heard, "chokepoint-determination/") && says(heard, "\"trace\""));
    CK_CHECK(answers(ask("POST /check", "", "nonsense: 1\n"), 422));
    CK_CHECK(answers(ask("POST /check?on=tomorrow", "", DEAL), 400));
    close_stage();
}

CK_TEST(clients_that_leave_and_a_stop_amid_work_leave_nothing_behind) {
    open_stage();
    static const char LONG[] =
        "name: posted\ntitle: A stop\nworld: small\nstart: 2025-01-01\ndays: 3000\ndraws: 700\nmeasures: []\n";
    const int leaves = connect_to_it(), waits = connect_to_it(), stays = connect_to_it();
    say_request(leaves, "POST /run", "", LONG);
    say_request(waits, "POST /run", "", LONG);
    say_request(stays, "POST /run", "", LONG);
    const int half = connect_to_it(), idle = connect_to_it();
    say(half, "POST /run HTTP/1.1\r\nHost: localhost\r\nContent-Le");
    const struct timespec moment = {.tv_nsec = 300000000};
    nanosleep(&moment, NULL);
    close(leaves);
    CK_CHECK(answers(ask("GET /status", "", NULL), 200));
    CK_CHECK(answers(ask("POST /run", "", SCENARIO), 429) || answers(heard, 200)); // the one that left may have ended
    close_stage();
    hear(stays);
    CK_CHECK(heard[0] == '\0' || says(heard, "\"failed\"") || answers(heard, 200) || answers(heard, 503));
    close(waits);
    close(half);
    close(idle);
}

CK_TEST(addresses_are_told_apart) {
    CK_CHECK(ck_serve_is_loopback("127.0.0.1") && ck_serve_is_loopback("127.9.9.9") && ck_serve_is_loopback("::1"));
    CK_CHECK(!ck_serve_is_loopback("0.0.0.0") && !ck_serve_is_loopback("::") && !ck_serve_is_loopback("localhost") &&
             !ck_serve_is_loopback("1.2.3.4"));
}

CK_TEST_MAIN()
