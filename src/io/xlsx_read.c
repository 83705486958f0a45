/* XLSX by libzip and expat: workbook and relations first, then styles and shared texts, then the sheet as a stream.
   ECMA-376 part 1: 18.2 workbook, 18.3 worksheets, 18.4 shared strings, 18.8.30 number formats, 18.17.4 dates. */
#include "io/xlsx_read.h"

#include "base/base.h"

#include <expat.h>
#include <stdlib.h>
#include <string.h>
#include <zip.h>

typedef struct xlsx_text { const char *text; uint32_t length; } xlsx_text;

typedef struct xlsx_reading {
    zip_t             *zip;
    const char        *file;             // for messages about the whole
    const char        *place;            // "FILE[SHEET]"
    const ck_csv_spec *spec;
    ck_csv_header      header;
    ck_diags          *diags;
    ck_host_arena     *arena;            // the caller's: what diagnostics name
    ck_host_arena      own;
    ck_status          status;
    XML_Parser         parser;

    const char *wanted;                  // sheet
    char        sheet_name[256], sheet_relation[64], sheet_path[256];
    bool        sheet_found, dates_1904;

    ck_host_list shared;                 // xlsx_text
    size_t       shared_bytes;
    ck_host_list date_format;            // uint32_t, number formats of the file's own that are dates
    ck_host_list style_is_date;          // bool, one a cell format
    bool         in_cell_formats;

    char    *text;                       // of the element that is being read
    size_t   text_used, text_size;
    bool     in_text, in_phonetic;

    uint32_t      row, column;           // of the cell, from 1
    char          type[12];
    uint32_t      style;
    bool          have_value;
    ck_csv_field *field;                 // (CK_XLSX_COLUMNS) of the row
    char        **held;                  // texts of these fields
    size_t       *held_size;
    uint32_t      row_fields;            // highest column used in the row
    uint32_t      header_count;          // 0: no header yet
} xlsx_reading;

static void stop(xlsx_reading *reading, ck_status status) {
    reading->status = ck_host_worse(reading->status, status);
    if (reading->parser != NULL) XML_StopParser(reading->parser, XML_FALSE);
}

static ck_place cell_place(const xlsx_reading *reading) {
    return (ck_place){reading->place, reading->row, reading->column, 1};
}

static const char *attribute(const char **attributes, const char *name) {
    for (; attributes[0] != NULL; attributes += 2) {
        const char *colon = strrchr(attributes[0], '|');             // namespace|name
        if (strcmp(colon != NULL ? colon + 1 : attributes[0], name) == 0) return attributes[1];
    }
    return NULL;
}

static const char *local(const char *name) {
    const char *bar = strrchr(name, '|');
    return bar != NULL ? bar + 1 : name;
}

static uint32_t whole(const char *text, uint32_t otherwise) {
    int64_t value = 0;
    if (text == NULL || ck_host_integer(text, strlen(text), 0, UINT32_MAX, &value) < 0) return otherwise;
    return (uint32_t)value;
}

/* ---------------------------------------------------------------- text of elements -------------------------------- */

static void on_text(void *user, const char *piece, int length) {
    xlsx_reading *reading = user;
    if (!reading->in_text || reading->in_phonetic) return;
    if (reading->text_used + (size_t)length > CK_XLSX_CELL_LIMIT) {
        stop(reading, ck_host_report(reading->diags, CK_E_LIMIT, cell_place(reading), "a value is longer than the limit of %u bytes",
                                     "shorten it", (uint32_t)CK_XLSX_CELL_LIMIT));
        return;
    }
    if (reading->text_size < reading->text_used + (size_t)length + 1) {
        const size_t size = 2 * (reading->text_used + (size_t)length + 64);
        char *grown = realloc(reading->text, size);
        if (grown == NULL) {
            stop(reading, ck_host_no_memory(reading->diags));
            return;
        }
        reading->text = grown;
        reading->text_size = size;
    }
    memcpy(reading->text + reading->text_used, piece, (size_t)length);
    reading->text_used += (size_t)length;
    reading->text[reading->text_used] = '\0';
}

static void begin_text(xlsx_reading *reading) {
    reading->in_text = true;
    reading->text_used = 0;
    if (reading->text != NULL) reading->text[0] = '\0';
}

static const char *taken(const xlsx_reading *reading) {
    return reading->text != NULL && reading->text_used > 0 ? reading->text : "";
}

/* ---------------------------------------------------------------- parts ------------------------------------------- */

/* Feeds a part of the file to expat. A missing part is fine when `optional`. */
static ck_status read_part(xlsx_reading *reading, const char *path, bool optional, XML_StartElementHandler begin,
                           XML_EndElementHandler end) {
    zip_file_t *part = zip_fopen(reading->zip, path, 0);
    if (part == NULL) {
        if (optional) return CK_OK;
        return ck_host_report(reading->diags, CK_E_FORMAT, ck_host_whole(reading->file), "the workbook lacks its part %q (%s)",
                              "save it again as .xlsx, without a password", path, zip_strerror(reading->zip));
    }
    XML_Parser parser = XML_ParserCreateNS("UTF-8", '|');
    char *piece = malloc(CK_HOST_PIECE);
    if (parser == NULL || piece == NULL) reading->status = ck_host_no_memory(reading->diags);
    reading->parser = parser;
    if (parser != NULL) {
        XML_SetUserData(parser, reading);
        XML_SetElementHandler(parser, begin, end);
        XML_SetCharacterDataHandler(parser, on_text);
    }
    size_t total = 0;
    bool   more = reading->status >= 0;
    while (more) {
        const zip_int64_t got = zip_fread(part, piece, CK_HOST_PIECE);
        if (got < 0) {
            stop(reading, ck_host_report(reading->diags, CK_E_FORMAT, ck_host_whole(reading->file), "the part %q is damaged: %s",
                                         "save the workbook again", path, zip_file_strerror(part)));
            break;
        }
        total += (size_t)got;
        if (total > CK_XLSX_PART_LIMIT) {
            stop(reading, ck_host_report(reading->diags, CK_E_LIMIT, ck_host_whole(reading->file),
                                         "the part %q is larger than the limit of %g bytes", "split the workbook", path,
                                         (double)CK_XLSX_PART_LIMIT));
            break;
        }
        more = got > 0;
        if (XML_Parse(parser, piece, (int)got, !more) == XML_STATUS_ERROR) {
            if (reading->status >= 0) {
                reading->status = ck_host_report(reading->diags, CK_E_FORMAT, ck_host_whole(reading->file),
                                                 "the part %q is no sound XML (line %u): %s", "save the workbook again", path,
                                                 (uint32_t)XML_GetCurrentLineNumber(parser),
                                                 XML_ErrorString(XML_GetErrorCode(parser)));
            }
            break;
        }
    }
    reading->parser = NULL;
    if (parser != NULL) XML_ParserFree(parser);
    free(piece);
    zip_fclose(part);
    return reading->status;
}

/* ---------------------------------------------------------------- workbook ---------------------------------------- */

static void workbook_begin(void *user, const char *name, const char **attributes) {
    xlsx_reading *reading = user;
    const char *element = local(name);
    if (strcmp(element, "workbookPr") == 0) {
        const char *old = attribute(attributes, "date1904");
        reading->dates_1904 = old != NULL && (strcmp(old, "1") == 0 || strcmp(old, "true") == 0);
    }
    if (strcmp(element, "sheet") != 0 || reading->sheet_found) return;
    const char *sheet = attribute(attributes, "name"), *relation = attribute(attributes, "id");
    if (sheet == NULL || relation == NULL || (reading->wanted != NULL && strcmp(sheet, reading->wanted) != 0)) return;
    reading->sheet_found = true;
    snprintf(reading->sheet_name, sizeof reading->sheet_name, "%s", sheet);
    snprintf(reading->sheet_relation, sizeof reading->sheet_relation, "%s", relation);
}

static void relations_begin(void *user, const char *name, const char **attributes) {
    xlsx_reading *reading = user;
    if (strcmp(local(name), "Relationship") != 0) return;
    const char *id = attribute(attributes, "Id"), *target = attribute(attributes, "Target");
    if (id == NULL || target == NULL || strcmp(id, reading->sheet_relation) != 0) return;
    snprintf(reading->sheet_path, sizeof reading->sheet_path, "%s%s", target[0] == '/' ? "" : "xl/",
             target[0] == '/' ? target + 1 : target);
}

static void no_end(void *user, const char *name) {
    (void)user;
    (void)name;
}

/* ---------------------------------------------------------------- styles: which numbers are dates ------------------ */

/* A format of the file's own shows a date when it holds d, m, y outside quotes, brackets and escapes. */
static bool format_is_date(const char *format) {
    bool quoted = false, bracket = false;
    for (; *format != '\0'; format++) {
        if (*format == '"') quoted = !quoted;
        else if (quoted) continue;
        else if (*format == '\\' && format[1] != '\0') format++;
        else if (*format == '[') bracket = true;
        else if (*format == ']') bracket = false;
        else if (!bracket && strchr("dDyY", *format) != NULL) return true;
    }
    return false;
}

static void styles_begin(void *user, const char *name, const char **attributes) {
    xlsx_reading *reading = user;
    const char *element = local(name);
    if (strcmp(element, "numFmt") == 0) {
        const char *code = attribute(attributes, "formatCode");
        if (code == NULL || !format_is_date(code)) return;
        uint32_t *format = ck_host_list_add(&reading->own, &reading->date_format);
        if (format == NULL) stop(reading, ck_host_no_memory(reading->diags));
        else *format = whole(attribute(attributes, "numFmtId"), 0);
    } else if (strcmp(element, "cellXfs") == 0) {
        reading->in_cell_formats = true;
    } else if (strcmp(element, "xf") == 0 && reading->in_cell_formats) {
        const uint32_t format = whole(attribute(attributes, "numFmtId"), 0);
        bool *date = ck_host_list_add(&reading->own, &reading->style_is_date);
        if (date == NULL) {
            stop(reading, ck_host_no_memory(reading->diags));
            return;
        }
        *date = (format >= 14 && format <= 17) || format == 22 || (format >= 27 && format <= 36) || (format >= 50 && format <= 58);
        for (uint32_t i = 0; i < reading->date_format.count; i++) *date = *date || ((uint32_t *)reading->date_format.item)[i] == format;
    }
}

static void styles_end(void *user, const char *name) {
    xlsx_reading *reading = user;
    if (strcmp(local(name), "cellXfs") == 0) reading->in_cell_formats = false;
}

/* ---------------------------------------------------------------- shared texts ------------------------------------ */

static void shared_begin(void *user, const char *name, const char **attributes) {
    xlsx_reading *reading = user;
    const char *element = local(name);
    (void)attributes;
    if (strcmp(element, "si") == 0) {
        begin_text(reading);
        reading->in_text = false;
    } else if (strcmp(element, "t") == 0) {
        reading->in_text = true;
    } else if (strcmp(element, "rPh") == 0) {
        reading->in_phonetic = true;
    }
}

static void shared_end(void *user, const char *name) {
    xlsx_reading *reading = user;
    const char *element = local(name);
    if (strcmp(element, "t") == 0) reading->in_text = false;
    if (strcmp(element, "rPh") == 0) reading->in_phonetic = false;
    if (strcmp(element, "si") != 0) return;
    const char *text = taken(reading);
    const size_t length = strlen(text);
    xlsx_text *kept = ck_host_list_add(&reading->own, &reading->shared);
    const char *copy = length == 0 ? "" : ck_host_text(&reading->own, text, length);
    reading->shared_bytes += length + 16;
    if (kept == NULL || copy == NULL) stop(reading, ck_host_no_memory(reading->diags));
    else if (reading->shared_bytes > CK_XLSX_TEXT_LIMIT)
        stop(reading, ck_host_report(reading->diags, CK_E_LIMIT, ck_host_whole(reading->file),
                                     "the texts of the workbook are above the limit of %g bytes", "split it",
                                     (double)CK_XLSX_TEXT_LIMIT));
    else *kept = (xlsx_text){copy, (uint32_t)length};
}

/* ---------------------------------------------------------------- cells ------------------------------------------- */

/* "AB12" -> column 28; 0 when it is no reference. */
static uint32_t column_of(const char *reference) {
    uint32_t column = 0;
    while (*reference >= 'A' && *reference <= 'Z' && column < 100000) column = 26 * column + (uint32_t)(*reference++ - 'A') + 1;
    return *reference >= '0' && *reference <= '9' ? column : 0;
}

static void date_text(const xlsx_reading *reading, double serial, char text[CKI_NUMBER_SIZE]) {
    // day 60 of the 1900 system is the 29 February 1900 that never was (18.17.4.1)
    const int32_t epoch = reading->dates_1904 ? ck_date_make(1904, 1, 1).day
                                              : ck_date_make(1899, 12, 30).day + (serial < 60 ? 1 : 0);
    char day[16];
    ck_date_write((ck_date){epoch + (int32_t)ck_floor(serial)}, day);
    snprintf(text, CKI_NUMBER_SIZE, "%s", day);
}

static void hold(xlsx_reading *reading, const char *text) {
    const uint32_t at = reading->column - 1;
    const size_t length = strlen(text);
    if (reading->held_size[at] < length + 1) {
        char *grown = realloc(reading->held[at], length + 64);
        if (grown == NULL) {
            stop(reading, ck_host_no_memory(reading->diags));
            return;
        }
        reading->held[at] = grown;
        reading->held_size[at] = length + 64;
    }
    memcpy(reading->held[at], text, length + 1);
    reading->field[at] = (ck_csv_field){reading->held[at], length, cell_place(reading)};
    if (length > 0 && reading->column > reading->row_fields) reading->row_fields = reading->column;
}

static void bad_cell(xlsx_reading *reading, const char *message, const char *hint, const char *value) {
    reading->status = ck_host_worse(reading->status,
                                    ck_host_report(reading->diags, CK_E_FORMAT, cell_place(reading), message, hint, value));
}

static void take_cell(xlsx_reading *reading) {
    const char *value = taken(reading);
    char text[CKI_NUMBER_SIZE];
    if (!reading->have_value) return;
    if (strcmp(reading->type, "s") == 0) {
        const uint32_t index = whole(value, UINT32_MAX);
        if (index >= reading->shared.count) bad_cell(reading, "the cell names a text %q that the workbook lacks", "save it again", value);
        else hold(reading, ((const xlsx_text *)reading->shared.item)[index].text);
    } else if (strcmp(reading->type, "b") == 0) {
        hold(reading, strcmp(value, "1") == 0 || strcmp(value, "true") == 0 ? "yes" : "no");
    } else if (strcmp(reading->type, "e") == 0) {
        bad_cell(reading, "the cell holds the error %s", "correct the formula or clear the cell", value);
    } else if (strcmp(reading->type, "n") == 0 || reading->type[0] == '\0') {
        double number = 0.0;
        if (value[0] == '\0') return;
        if (ck_host_number(value, strlen(value), &number) < 0) {
            bad_cell(reading, "the cell should hold a number and holds %q", "save the workbook again", value);
            return;
        }
        const bool date = reading->style < reading->style_is_date.count && ((const bool *)reading->style_is_date.item)[reading->style];
        if (date && number >= 0 && number < 2958466.0) date_text(reading, number, text);
        else cki_number_write(number, 15, text);
        hold(reading, text);
    } else {
        hold(reading, value);            // str, inlineStr, d
    }
}

static void finish_row(xlsx_reading *reading) {
    if (reading->row_fields == 0) return;
    const bool header = reading->header_count == 0;
    if (header) {
        reading->header_count = reading->row_fields;
    } else if (reading->row_fields > reading->header_count) {
        reading->column = reading->row_fields;
        reading->status = ck_host_worse(reading->status,
                                        ck_host_report(reading->diags, CK_E_SYNTAX, cell_place(reading),
                                                       "a value stands right of the header's last column", "give the column a name"));
        return;
    }
    for (uint32_t i = 0; i < reading->header_count; i++) {
        if (reading->field[i].text == NULL) {
            reading->field[i] = (ck_csv_field){"", 0, {reading->place, reading->row, i + 1, 0}};
        }
    }
    const ck_status status = header ? reading->header(reading->spec->user, reading->field, reading->header_count)
                                    : reading->spec->row(reading->spec->user, reading->field);
    reading->status = ck_host_worse(reading->status, status);
    if (status == CK_E_MEMORY || (header && status < 0)) stop(reading, status);
}

static void sheet_begin(void *user, const char *name, const char **attributes) {
    xlsx_reading *reading = user;
    const char *element = local(name);
    if (strcmp(element, "row") == 0) {
        reading->row = whole(attribute(attributes, "r"), reading->row + 1);
        reading->column = 0;
        reading->row_fields = 0;
        memset(reading->field, 0, CK_XLSX_COLUMNS * sizeof *reading->field);
    } else if (strcmp(element, "c") == 0) {
        const char *reference = attribute(attributes, "r"), *type = attribute(attributes, "t");
        reading->column = reference != NULL ? column_of(reference) : reading->column + 1;
        snprintf(reading->type, sizeof reading->type, "%s", type != NULL ? type : "");
        reading->style = whole(attribute(attributes, "s"), 0);
        reading->have_value = false;
        if (reading->column == 0 || reading->column > CK_XLSX_COLUMNS) {
            stop(reading, ck_host_report(reading->diags, CK_E_LIMIT, cell_place(reading), "a cell stands beyond column %u",
                                         "the table must have fewer columns", CK_XLSX_COLUMNS));
        }
    } else if (strcmp(element, "v") == 0) {
        begin_text(reading);
        reading->have_value = true;
    } else if (strcmp(element, "is") == 0) {
        begin_text(reading);
        reading->in_text = false;
        reading->have_value = true;
    } else if (strcmp(element, "t") == 0) {
        reading->in_text = true;
    } else if (strcmp(element, "rPh") == 0) {
        reading->in_phonetic = true;
    }
}

static void sheet_end(void *user, const char *name) {
    xlsx_reading *reading = user;
    const char *element = local(name);
    if (strcmp(element, "v") == 0 || strcmp(element, "t") == 0) reading->in_text = false;
    else if (strcmp(element, "rPh") == 0) reading->in_phonetic = false;
    else if (strcmp(element, "c") == 0 && reading->column >= 1 && reading->column <= CK_XLSX_COLUMNS) take_cell(reading);
    else if (strcmp(element, "row") == 0) finish_row(reading);
}

/* ---------------------------------------------------------------- all together ------------------------------------ */

static ck_status read_workbook(xlsx_reading *reading) {
    CK_TRY(read_part(reading, "xl/workbook.xml", false, workbook_begin, no_end));
    if (!reading->sheet_found) {
        return ck_host_report(reading->diags, CK_E_UNKNOWN, ck_host_whole(reading->file),
                              reading->wanted != NULL ? "the workbook has no sheet %q" : "the workbook has no sheet%s", "",
                              reading->wanted != NULL ? reading->wanted : "");
    }
    CK_TRY(read_part(reading, "xl/_rels/workbook.xml.rels", false, relations_begin, no_end));
    CK_TRY(read_part(reading, "xl/styles.xml", true, styles_begin, styles_end));
    CK_TRY(read_part(reading, "xl/sharedStrings.xml", true, shared_begin, shared_end));
    char place[600];
    snprintf(place, sizeof place, "%s[%s]", reading->file, reading->sheet_name);
    reading->place = ck_host_text(reading->arena, place, strlen(place));
    reading->field = ck_host_take(&reading->own, CK_XLSX_COLUMNS, sizeof *reading->field);
    reading->held = ck_host_take(&reading->own, CK_XLSX_COLUMNS, sizeof *reading->held);
    reading->held_size = ck_host_take(&reading->own, CK_XLSX_COLUMNS, sizeof *reading->held_size);
    if (reading->place == NULL || reading->field == NULL || reading->held == NULL || reading->held_size == NULL) {
        return ck_host_no_memory(reading->diags);
    }
    reading->text_used = 0;
    ck_status status = read_part(reading, reading->sheet_path, false, sheet_begin, sheet_end);
    for (uint32_t i = 0; i < CK_XLSX_COLUMNS; i++) free(reading->held[i]);
    if (status >= 0 && reading->header_count == 0) {
        status = ck_host_report(reading->diags, CK_E_MISSING, ck_host_whole(reading->place), "the sheet is empty",
                                "its first row names the columns");
    }
    return status;
}

static ck_status read_source(const char *file, zip_source_t *source, const char *sheet, const ck_csv_spec *spec,
                             ck_csv_header header, ck_host_arena *arena, ck_diags *diags) {
    xlsx_reading reading = {
        .file = file, .place = file, .spec = spec, .header = header, .diags = diags, .arena = arena, .wanted = sheet,
        .shared = {.each = sizeof(xlsx_text)}, .date_format = {.each = sizeof(uint32_t)}, .style_is_date = {.each = sizeof(bool)},
    };
    zip_error_t error;
    zip_error_init(&error);
    reading.zip = zip_open_from_source(source, ZIP_RDONLY, &error);
    ck_status status;
    if (reading.zip == NULL) {
        status = ck_host_report(diags, CK_E_FORMAT, ck_host_whole(file), "this is no XLSX workbook: %s",
                                "save it as .xlsx, or as CSV in UTF-8", zip_error_strerror(&error));
        zip_source_free(source);
    } else {
        status = read_workbook(&reading);
        zip_discard(reading.zip);
    }
    zip_error_fini(&error);
    free(reading.text);
    ck_host_arena_free(&reading.own);
    return status;
}

ck_status ck_xlsx_read(const char *path, const char *sheet, const ck_csv_spec *spec, ck_csv_header header,
                       ck_host_arena *arena, ck_diags *diags) {
    ck_host_input input;                 // the same messages for what cannot be opened
    CK_TRY(ck_host_input_open(path, CK_HOST_FILE_LIMIT, &input, diags));
    ck_host_input_close(&input);
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t *source = zip_source_file_create(path, 0, -1, &error);
    zip_error_fini(&error);
    if (source == NULL) return ck_host_no_memory(diags);
    return read_source(path, source, sheet, spec, header, arena, diags);
}

ck_status ck_xlsx_read_bytes(const char *name, const void *bytes, size_t size, const char *sheet, const ck_csv_spec *spec,
                             ck_csv_header header, ck_host_arena *arena, ck_diags *diags) {
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t *source = zip_source_buffer_create(bytes, size, 0, &error);
    zip_error_fini(&error);
    if (source == NULL) return ck_host_no_memory(diags);
    return read_source(name, source, sheet, spec, header, arena, diags);
}
