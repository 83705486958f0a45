/* See stdio.h: there is one locale. */
#ifndef CK_VIEWS_LOCALE_H
#define CK_VIEWS_LOCALE_H
typedef int locale_t;
enum { LC_ALL_MASK = 0 };
#define newlocale(mask, name, base) ((void)(base), (locale_t)0)
#define uselocale(locale) (locale)
#define freelocale(locale) ((void)(locale))
#endif
