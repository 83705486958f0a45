#include "check/expect.h"
#include "cli/commands.h"
#include "cli/load_kept.h"
#include "io/output.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define CASES_LIMIT 100000u

typedef struct one_case { const char *id, *title; ck_expectation expectation; bool read; } one_case;

typedef struct conforming {
    const ck_arguments *arguments;
    ck_host_arena       arena;
    ck_diags           *diags;
    ck_kept_law         law;
    ck_check           *check;
    ck_host_list        file;            // const char *
    one_case           *one;             // (file.count)
} conforming;

static int by_name(const void *a, const void *b) {
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static ck_status list_folder(conforming *work, const char *folder) {
    DIR *opened = opendir(folder);
    if (opened == NULL) return ck_host_read_error(work->diags, folder, errno);
    ck_status status = CK_OK;
    for (const struct dirent *entry = readdir(opened); entry != NULL && status >= 0; entry = readdir(opened)) {
        const size_t length = strlen(entry->d_name);
        if (length < 6 || strcmp(entry->d_name + length - 5, ".yaml") != 0 || entry->d_name[0] == '.') continue;
        const char **slot = work->file.count < CASES_LIMIT ? ck_host_list_add(&work->arena, &work->file) : NULL;
        const char *path = ck_host_path(&work->arena, folder, entry->d_name);
        if (slot == NULL || path == NULL) status = ck_host_no_memory(work->diags);
        else *slot = path;
    }
    closedir(opened);
    if (status >= 0 && work->file.count > 1) qsort(work->file.item, work->file.count, sizeof(const char *), by_name);
    if (status >= 0 && work->file.count == 0) {
        return ck_host_report(work->diags, CK_E_MISSING, ck_host_whole(folder), "no deal in this folder", "deals are called NAME.yaml");
    }
    return status;
}

static ck_status run_case(conforming *work, const char *path, one_case *one) {
    ck_host_input input;
    ck_host_deal deal;
    CK_TRY(ck_host_input_open(path, CK_HOST_YAML_LIMIT, &input, work->diags));
    const ck_status status = ck_deal_read(&input, work->law.law, &work->arena, &deal, work->diags);
    ck_host_input_close(&input);
    CK_TRY(status);
    one->id = deal.name;
    one->title = deal.title;
    return ck_expect(work->check, &deal, &work->arena, &one->expectation, work->diags);
}

/* ---------------------------------------------------------------- results ----------------------------------------- */

/* What a use counts as in the table. */
static bool is_oracle(const char *use) {
    return strncmp(use, "accept", 6) == 0 || strcmp(use, "contested") == 0 || strncmp(use, "reject", 6) == 0;
}

static bool agrees(const one_case *one) {
    return one->read && one->expectation.failed == 0;
}

typedef struct tally { const char *section; uint32_t of[4], good[4]; } tally;        // accept, contested, reject, other
static uint32_t column_of(const char *use) {
    return strncmp(use, "accept", 6) == 0 ? 0 : strcmp(use, "contested") == 0 ? 1 : strncmp(use, "reject", 6) == 0 ? 2 : 3;
}

static uint32_t add_up(const conforming *work, tally *list, uint32_t limit) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < work->file.count; i++) {
        const one_case *one = &work->one[i];
        const char *section = one->expectation.section != NULL ? one->expectation.section : "";
        uint32_t at = 0;
        while (at < count && strcmp(list[at].section, section) != 0) at++;
        if (at == limit) continue;
        if (at == count) list[count++] = (tally){.section = section};
        const uint32_t column = column_of(one->expectation.use != NULL ? one->expectation.use : "");
        list[at].of[column]++;
        list[at].good[column] += agrees(one);
    }
    return count;
}

static void print_text(const conforming *work) {
    tally list[32];
    const uint32_t count = add_up(work, list, 32);
    for (uint32_t i = 0; i < work->file.count; i++) {
        const one_case *one = &work->one[i];
        if (agrees(one)) continue;
        printf("%s %s%s%s\n", one->read ? "DIFFERS" : "UNREAD ", one->id != NULL ? one->id : ((const char *const *)work->file.item)[i],
               one->read && !is_oracle(one->expectation.use) ? " (no oracle: " : "", one->read && !is_oracle(one->expectation.use) ? one->expectation.use : "");
        if (one->read) printf("%s", one->expectation.report);
    }
    printf("%-16s %14s %14s %14s %14s\n", "section", "accepted", "contested", "rejected", "no oracle");
    for (uint32_t i = 0; i < count; i++) {
        printf("%-16s", list[i].section);
        for (int k = 0; k < 4; k++) printf(" %7u of %3u", (unsigned)list[i].good[k], (unsigned)list[i].of[k]);
        putchar('\n');
    }
}

static void write_cell(FILE *out, const char *text) {
    fputs(" | ", out);
    for (; *text != '\0'; text++) {
        if (*text == '|') fputc('\\', out);
        fputc(*text == '\n' ? ' ' : *text, out);
    }
}

/* How a case was read: what it leaves out, and why the answer is the one expected. */
static void write_notes(FILE *out, const conforming *work) {
    fputs("\n## How the cases were read\n\n", out);
    for (uint32_t i = 0; i < work->file.count; i++) {
        const one_case *one = &work->one[i];
        if (one->id == NULL || one->expectation.note == NULL || one->expectation.note[0] == '\0') continue;
        fprintf(out, "- **%s**: %s\n", one->id, one->expectation.note);
    }
}

static void write_markdown(FILE *out, const conforming *work, const char *command) {
    static const char *const SECTION_HEAD = "| section | accepted | contested | rejected | no oracle |\n|---|---|---|---|---|\n";
    tally list[32];
    const uint32_t count = add_up(work, list, 32);
    fprintf(out, "# Agreement with worked cases\n\nWritten by `%s`.\n\n", command);
    fputs("Each case is a deal in our own format with what should come out, under its id; see [deal-format.md](deal-format.md). Facts that a case does not state are "
          "unknown. *Accepted* cases are expected results, *contested* ones must show both readings, *rejected* ones are claims known to be wrong, which must "
          "not come out. The last column holds sums, derivations and claims to be confirmed: they are compared too, and prove nothing. The numbers say in how many "
          "cases verdict, rule and missing facts are those expected.\n\n",
          out);
    fputs(SECTION_HEAD, out);
    for (uint32_t i = 0; i < count; i++) {
        fprintf(out, "| %s", list[i].section);
        for (int k = 0; k < 4; k++) fprintf(out, list[i].of[k] > 0 ? " | %u of %u" : " | -", (unsigned)list[i].good[k], (unsigned)list[i].of[k]);
        fputs(" |\n", out);
    }
    fputs("\n| id | case | expected | use | result |\n|---|---|---|---|---|\n", out);
    for (uint32_t i = 0; i < work->file.count; i++) {
        const one_case *one = &work->one[i];
        fprintf(out, "| %s", one->id != NULL ? one->id : "?");
        write_cell(out, one->title != NULL ? one->title : "");
        write_cell(out, one->expectation.says != NULL ? one->expectation.says : "");
        write_cell(out, one->expectation.use != NULL ? one->expectation.use : "");
        write_cell(out, agrees(one) ? "agrees" : one->read ? one->expectation.report : "not read");
        fputs(" |\n", out);
    }
    write_notes(out, work);
}

static ck_status run(conforming *work, bool *good) {
    const char *folder = work->arguments->operand[0], *markdown = ck_argument_text(work->arguments, "markdown", NULL);
    CK_TRY(list_folder(work, folder));
    CK_TRY(ck_load_kept(work->arguments, &work->arena, &work->law, work->diags));
    CK_TRY(ck_check_start(&work->law, &work->check, work->diags));
    work->one = ck_host_take(&work->arena, work->file.count, sizeof *work->one);
    if (work->one == NULL) return ck_host_no_memory(work->diags);
    ck_status status = CK_OK;
    *good = true;
    for (uint32_t i = 0; i < work->file.count; i++) {
        const ck_status read = run_case(work, ((const char *const *)work->file.item)[i], &work->one[i]);
        work->one[i].read = read >= 0;
        status = ck_host_worse(status, read < 0 ? read : CK_OK);
        *good = *good && (agrees(&work->one[i]) || (read >= 0 && !is_oracle(work->one[i].expectation.use)));
    }
    print_text(work);
    if (markdown == NULL) return status;
    ck_host_batch batch = ck_host_batch_start();
    FILE *out = NULL;
    ck_status written = ck_host_batch_open(&batch, markdown, &out, work->diags);
    if (written >= 0) {
        char command[512];
        snprintf(command, sizeof command, "chokepoint conformance %s --markdown %s", folder, markdown);
        write_markdown(out, work, command);
        written = ck_host_batch_close(&batch, work->diags);
    }
    if (written >= 0) written = ck_host_batch_commit(&batch, work->diags);
    ck_host_batch_end(&batch);
    return ck_host_worse(status, written);
}

static int command_conformance(const ck_arguments *arguments) {
    ck_diags diags = {0};
    bool good = false;
    conforming work = {.arguments = arguments, .diags = &diags, .file = {.each = sizeof(const char *)}};
    ck_status status = ck_host_diags_make(&work.arena, &diags);
    if (status >= 0) status = run(&work, &good);
    ck_host_print_diags(stderr, &diags, false);
    ck_check_free(work.check);
    ck_kept_law_free(&work.law);
    ck_host_arena_free(&work.arena);
    return status < 0 ? ck_host_exit_code(status) : good ? 0 : 1;
}

static const ck_option OPTIONS[] = {{"law", "PATH...", "law files or folders, may be given several times (default: the folder law)"},
                                    {"markdown", "FILE", "also write the table there"},
                                    {NULL, NULL, NULL}};

const ck_command CK_COMMAND_CONFORMANCE = {
    .name = "conformance",
    .summary = "decide deals that say what should come out, and compare",
    .usage = "FOLDER [options]",
    .description = "Each NAME.yaml of the folder is a deal with the answer that is expected (docs/deal-format.md). Verdict, rule and missing facts are compared. "
                   "Use it for worked cases, and for your own deals before a change of the law.\n\n"
                   "Exit status 1 when an accepted, contested or rejected case differs.",
    .example = "chokepoint conformance tests/law/cases --markdown docs/conformance.md",
    .option = OPTIONS,
    .least = 1,
    .most = 1,
    .run = command_conformance};
