#include "cli/command.h"

#include <string.h>

static const char PROGRAM_SUMMARY[] = "law, supply networks and damage of export controls, day by day";

void ck_help_program(FILE *out) {
    fprintf(out, "chokepoint %s - %s\n\n", CK_VERSION, PROGRAM_SUMMARY);
    fputs("usage: chokepoint COMMAND [words and options]\n\ncommands:\n", out);
    for (uint32_t k = 0; CK_COMMANDS[k] != NULL; k++)
        fprintf(out, "  %-10s %s\n", CK_COMMANDS[k]->name, CK_COMMANDS[k]->summary);
    fputs("\nEach command has --help. Results go to standard output, everything else to standard error.\n"
          "Exit status: 0 good; 1 ran, but failed a check or found no solution; 2 bad input or usage.\n"
          "Environment: CK_DATA, the folder with installed worlds (else share/chokepoint under /usr/local).\n"
          "An instrument for analysis; not legal advice.\n",
          out);
}

/* Prints text in lines of at most `width` bytes, each after `indent` spaces; an empty line in the text stays one. */
static void print_wrapped(FILE *out, const char *text, int indent, int width) {
    int column = 0;
    while (*text != '\0') {
        if (*text == '\n') {
            fputs(text[1] == '\n' ? "\n\n" : "\n", out);
            text += text[1] == '\n' ? 2 : 1;
            column = 0;
            continue;
        }
        const int length = (int)strcspn(text, " \n");
        if (column > 0 && column + 1 + length > width) {
            fputc('\n', out);
            column = 0;
        }
        if (column == 0)
            fprintf(out, "%*s", indent, "");
        else
            fputc(' ', out);
        fprintf(out, "%.*s", length, text);
        column = (column == 0 ? indent : column + 1) + length;
        text += length;
        while (*text == ' ') text++;
    }
    fputc('\n', out);
}

void ck_help_command(FILE *out, const ck_command *command) {
    fprintf(out, "usage: chokepoint %s %s\n\n", command->name, command->usage);
    print_wrapped(out, command->description, 0, 100);
    fputs("\noptions:\n", out);
    for (uint32_t k = 0; command->option[k].name != NULL; k++) {
        const ck_option *option = &command->option[k];
        char left[64];
        snprintf(left, sizeof left, "--%s%s%s", option->name, option->value != NULL ? " " : "",
                 option->value != NULL ? option->value : "");
        fprintf(out, "  %-24s %s\n", left, option->meaning);
    }
    fprintf(out, "\nexample:\n  %s\n", command->example);
}

/* Text for troff: dashes that stay dashes, backslashes doubled, no line that starts with a dot. */
static void print_troff(FILE *out, const char *text) {
    bool line_start = true;
    for (; *text != '\0'; text++) {
        if (line_start && (*text == '.' || *text == '\'')) fputs("\\&", out);
        if (text[0] == '\n' && text[1] == '\n') {
            fputs("\n.PP\n", out);
            text++;
            line_start = true;
            continue;
        }
        if (*text == '\\')
            fputs("\\e", out);
        else if (*text == '-')
            fputs("\\-", out);
        else
            fputc(*text, out);
        line_start = *text == '\n';
    }
    fputc('\n', out);
}

void ck_help_man(FILE *out) {
    fprintf(out, ".TH CHOKEPOINT 1 \"\" \"chokepoint %s\" \"User Commands\"\n.SH NAME\nchokepoint \\- ", CK_VERSION);
    print_troff(out, PROGRAM_SUMMARY);
    fputs(".SH SYNOPSIS\n.B chokepoint\n.I COMMAND\n[words and options]\n.SH COMMANDS\n", out);
    for (uint32_t k = 0; CK_COMMANDS[k] != NULL; k++) {
        const ck_command *command = CK_COMMANDS[k];
        fprintf(out, ".SS %s ", command->name);
        print_troff(out, command->usage);
        print_troff(out, command->description);
        for (uint32_t j = 0; command->option[j].name != NULL; j++) {
            const ck_option *option = &command->option[j];
            fputs(".TP\n.B \\-\\-", out);
            print_troff(out, option->name);
            if (option->value != NULL) fprintf(out, ".I %s\n.br\n", option->value);
            print_troff(out, option->meaning);
        }
        fputs(".PP\nExample:\n.PP\n.nf\n", out);
        print_troff(out, command->example);
        fputs(".fi\n", out);
    }
    fputs(".SH EXIT STATUS\n0 good; 1 ran, but failed a check or found no solution; 2 bad input or usage.\n"
          ".SH ENVIRONMENT\nCK_DATA: the folder with installed worlds; otherwise share/chokepoint under /usr/local.\n"
          ".SH NOTES\nAn instrument for analysis; not legal advice.\n",
          out);
}
