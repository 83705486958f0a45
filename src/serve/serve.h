/* The server: page, worlds, scenarios and law from memory; ensembles and determinations on request (docs/page.md).

   One thread talks to all clients (libmicrohttpd); a few decide deals, one reads scenarios; as many as jobs may run at
   once run ensembles, each with its own threads. A client costs a connection and at most one task. */
#ifndef CK_SERVE_SERVE_H
#define CK_SERVE_SERVE_H

#include "io/kept_law.h"
#include "io/scenario.h"
#include "page/bundle.h"

/* A world under the names that scenarios give it. */
typedef struct ck_serve_world { const char *folder; const ck_world *world; const ck_model *model; } ck_serve_world;

/* All of it must live as long as the server. */
typedef struct ck_serve_content {
    const ck_page_bundle   *bundle;      // closed
    const ck_host_scenario *scenario; uint32_t scenario_count;       // their law applied
    const ck_serve_world   *world; uint32_t world_count;             // each once
    const ck_kept_law      *law;
    const char             *data_folder;
} ck_serve_content;

typedef struct ck_serve_options {
    const char *address;                 // IPv4 or IPv6, as digits
    uint16_t    port;                    // 0: any that is free
    const char *const *host; uint32_t host_count;        // further names under which clients may call
    uint32_t    threads;                 // of one job and for determinations, >= 1
    uint32_t    at_once, queue;          // jobs that run, and that wait
    uint32_t    draws, days;             // most of one job; the draws hold for three years and fewer for longer runs
    size_t      body;                    // bytes of a posted text
    double      seconds;                 // of a job from its start
    double      patience;                // seconds for a request to come in
    const char *write;                   // folder for results that clients ask to keep; NULL: nothing is ever written
    FILE       *log;                     // a line for each request; NULL: none
} ck_serve_options;
ck_serve_options ck_serve_options_default(void);

typedef struct ck_server ck_server;

/// Listen and serve on threads of its own until ck_server_stop.
///
/// Returns  CK_OK; CK_E_USAGE for an address that is none, CK_E_IO when it cannot be listened on, CK_E_MEMORY
CK_MUST_USE ck_status ck_server_start(const ck_serve_content *content, const ck_serve_options *options,
                                      ck_server **server, ck_diags *diags);
uint16_t ck_server_port(const ck_server *server);
/* No new requests, jobs are ended, all threads have come home. NULL is fine. */
void ck_server_stop(ck_server *server);

/* Only this machine reaches it: 127.0.0.0/8 or ::1. */
bool ck_serve_is_loopback(const char *address);

#endif
