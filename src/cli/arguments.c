#include "cli/command.h"

#include "io/host.h"

#include <stdarg.h>
#include <string.h>

static uint32_t option_index(const ck_command *command, const char *name, size_t length) {
    for (uint32_t k = 0; command->option[k].name != NULL; k++) {
        if (strlen(command->option[k].name) == length && memcmp(command->option[k].name, name, length) == 0) return k;
    }
    return CK_NONE;
}

static const char *nearest_option(const ck_command *command, const char *name) {
    const char *names[64];
    uint32_t count = 0;
    while (command->option[count].name != NULL && count < 64) {
        names[count] = command->option[count].name;
        count++;
    }
    return ck_host_nearest(name, names, count);
}

int ck_usage_error(const ck_command *command, const char *format, ...) {
    va_list values;
    va_start(values, format);
    fputs("chokepoint: error: ", stderr);
    vfprintf(stderr, format, values);
    va_end(values);
    fprintf(stderr, "  [usage]\n  hint: chokepoint %s%s--help\n", command != NULL ? command->name : "",
            command != NULL ? " " : "");
    return 2;
}

static bool may_repeat(const ck_option *option) {
    const size_t length = option->value != NULL ? strlen(option->value) : 0;
    return length > 3 && strcmp(option->value + length - 3, "...") == 0;
}

bool ck_arguments_read(const ck_command *command, int argc, char **argv, const char **room, ck_arguments *arguments) {
    uint32_t options = 0;
    while (command->option[options].name != NULL) room[options++] = NULL;
    *arguments = (ck_arguments){.command = command, .operand = room + options, .option_value = room, .word_count = argc, .word = argv};
    bool words_only = false;
    for (int k = 0; k < argc; k++) {
        const char *word = argv[k];
        if (words_only || strncmp(word, "--", 2) != 0) {
            if (!words_only && word[0] == '-' && word[1] != '\0') {
                ck_usage_error(command, "there is no option \"%s\"; options start with two dashes", word);
                return false;
            }
            arguments->operand[arguments->operand_count++] = word;
            continue;
        }
        if (word[2] == '\0') {
            words_only = true;
            continue;
        }
        const char *name = word + 2, *equals = strchr(name, '=');
        const size_t length = equals != NULL ? (size_t)(equals - name) : strlen(name);
        const uint32_t at = option_index(command, name, length);
        if (at == CK_NONE) {
            const char *near = nearest_option(command, name);
            if (near != NULL)
                ck_usage_error(command, "there is no option \"%s\"; did you mean \"--%s\"?", word, near);
            else
                ck_usage_error(command, "there is no option \"%s\"", word);
            return false;
        }
        if (room[at] != NULL && !may_repeat(&command->option[at])) {
            ck_usage_error(command, "option \"--%s\" is given twice", command->option[at].name);
            return false;
        }
        if (command->option[at].value == NULL) {
            if (equals != NULL) {
                ck_usage_error(command, "option \"--%s\" takes no value", command->option[at].name);
                return false;
            }
            room[at] = "";
        } else if (equals != NULL) {
            room[at] = equals + 1;
        } else if (k + 1 < argc) {
            room[at] = argv[++k];
        } else {
            ck_usage_error(command, "option \"--%s\" needs a value: %s", command->option[at].name,
                           command->option[at].value);
            return false;
        }
    }
    if (arguments->operand_count < command->least || arguments->operand_count > command->most) {
        ck_usage_error(command, "%s: expected %s",
                       arguments->operand_count < command->least ? "something is missing" : "too many words",
                       command->usage);
        return false;
    }
    return true;
}

static const char *option_value(const ck_arguments *arguments, const char *option) {
    const uint32_t at = option_index(arguments->command, option, strlen(option));
    return at == CK_NONE ? NULL : arguments->option_value[at];
}

bool ck_argument_given(const ck_arguments *arguments, const char *option) {
    return option_value(arguments, option) != NULL;
}

const char *ck_argument_text(const ck_arguments *arguments, const char *option, const char *otherwise) {
    const char *value = option_value(arguments, option);
    return value != NULL ? value : otherwise;
}

const char *ck_argument_each(const ck_arguments *arguments, const char *option, uint32_t k) {
    const size_t length = strlen(option);
    for (int w = 0; w < arguments->word_count; w++) {
        const char *word = arguments->word[w];
        if (strncmp(word, "--", 2) != 0) continue;
        if (word[2] == '\0') return NULL;
        const char *equals = strchr(word, '=');
        const size_t named = equals != NULL ? (size_t)(equals - word) - 2 : strlen(word + 2);
        const uint32_t at = option_index(arguments->command, word + 2, named);
        const bool takes = at != CK_NONE && arguments->command->option[at].value != NULL && equals == NULL;
        const char *value = equals != NULL ? equals + 1 : takes && w + 1 < arguments->word_count ? arguments->word[w + 1] : NULL;
        if (takes) w++;
        if (named == length && memcmp(word + 2, option, length) == 0 && k-- == 0) return value;
    }
    return NULL;
}

bool ck_argument_whole(const ck_arguments *arguments, const char *option, uint64_t low, uint64_t high,
                       uint64_t *value) {
    const char *text = option_value(arguments, option);
    if (text == NULL) return true;
    int64_t number = 0;
    const int64_t largest = high > INT64_MAX ? INT64_MAX : (int64_t)high;
    if (ck_host_integer(text, strlen(text), (int64_t)low, largest, &number) < 0) {
        ck_usage_error(arguments->command, "--%s is \"%s\"; it must be a whole number from %llu to %lld", option, text,
                       (unsigned long long)low, (long long)largest);
        return false;
    }
    *value = (uint64_t)number;
    return true;
}

const char *ck_arguments_words(const ck_arguments *arguments, ck_host_arena *arena) {
    const char *text = ck_host_join(arena, "chokepoint ", arguments->command->name, NULL);
    for (int k = 0; k < arguments->word_count && text != NULL; k++) {
        const bool quote = strpbrk(arguments->word[k], " '\"$&;()<>|*?") != NULL;
        const char *word = ck_host_join(arena, arguments->word[k], quote ? "'" : "", NULL);
        text = word != NULL ? ck_host_join(arena, text, quote ? " '" : " ", word) : NULL;
    }
    return text != NULL ? text : "";
}
