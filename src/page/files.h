/* The files of the page that the program carries: scripts, style sheet, frame, kernels, and deals as examples. */
#ifndef CK_PAGE_FILES_H
#define CK_PAGE_FILES_H

#include <stdbool.h>
#include <stddef.h>

typedef struct ck_page_file { const char *name, *type; const unsigned char *data; size_t size; } ck_page_file;

/* The list ends with a NULL name. It is empty in a program that was built without the page. */
const ck_page_file *ck_page_files(void);
const ck_page_file *ck_page_file_find(const char *name);             // NULL: none
bool ck_page_built(void);

#endif
