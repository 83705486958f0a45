#include "report/map.h"

#include <math.h>
#include <string.h>

/* Outlines drawn by hand for this map, a point every ten degrees or so: longitude, latitude in degrees; 999 ends a shape. */
static const short OUTLINE[] = {
    -168, 66,  -156, 71,  -140, 70,  -125, 70,  -108, 68,  -95,  72,  -82,  73,  -80,  66,  -92,  62,  -94,  59,
    -82,  55,  -79,  51,  -76,  58,  -78,  62,  -70,  61,  -65,  59,  -57,  53,  -60,  47,  -66,  44,  -71,  42,
    -74,  40,  -76,  35,  -81,  31,  -80,  25,  -84,  30,  -90,  29,  -97,  27,  -97,  21,  -91,  19,  -87,  21,
    -88,  16,  -83,  15,  -83,  10,  -79,  9,   -84,  9,   -92,  14,  -97,  16,  -105, 20,  -109, 25,  -113, 31,
    -110, 23,  -115, 29,  -118, 34,  -124, 40,  -124, 48,  -130, 54,  -140, 60,  -152, 59,  -163, 55,  -157, 59,
    -165, 62,  999,  -45, 60,   -40, 65,   -22, 70,   -20, 80,   -45, 83,   -68, 80,   -60, 76,   -54, 70,   -53,
    65,   999, -77,  8,   -72,  12,  -61,  10,  -52,  5,   -50,  0,   -35,  -6,  -39,  -14, -41,  -22, -48,  -27,
    -54,  -34, -58,  -38, -65,  -42, -68,  -50, -68,  -55, -74,  -52, -73,  -40, -70,  -20, -76,  -14, -81,  -5,
    -80,  1,   -77,  5,   999,  -9,  37,   -6,  36,   0,   38,   3,   42,   8,   44,   12,  42,   16,  38,   18,
    40,   13,  45,   19,  42,   23,  37,   26,  40,   29,  41,   36,  41,   41,  42,   37,  45,   31,  46,   29,
    45,   34,  46,   39,  47,   48,  46,   50,  40,   54,  37,   50,  37,   49,  30,   55,  26,   59,  23,   56,
    18,   45,  13,   43,  16,   39,  21,   35,  28,   35,  36,   27,  37,   26,  39,   30,  36,   36,  36,   34,
    31,   32,  31,   37,  22,   43,  12,   51,  12,   48,  5,    40,  -3,   40,  -15,  35,  -20,  33,  -27,  28,
    -33,  18,  -34,  15,  -27,  12,  -17,  13,  -8,   9,   -1,   9,   4,    4,   6,    -8,  4,    -13, 9,    -17,
    15,   -17, 21,   -13, 28,   -6,  36,   3,   37,   10,  37,   11,  33,   20,  31,   25,  32,   32,  31,   34,
    31,   999, -9,   37,  -9,   43,  -2,   43,  -1,   46,  -5,   48,  2,    51,  8,    54,  8,    57,  10,   57,
    11,   54,  19,   54,  21,   57,  24,   59,  30,   60,  22,   60,  25,   65,  18,   62,  17,   57,  12,   56,
    5,    59,  5,    62,  14,   68,  25,   71,  40,   67,  44,   68,  60,   69,  68,   73,  80,   73,  100,  77,
    113,  74,  130,  71,  160,  70,  178,  69,  178,  63,  163,  60,  162,  56,  157,  51,  156,  57,  163,  62,
    142,  59,  136,  54,  141,  52,  135,  44,  130,  42,  127,  39,  129,  36,  126,  35,  125,  39,  121,  39,
    118,  38,  122,  37,  119,  35,  122,  31,  119,  25,  110,  21,  106,  20,  109,  13,  105,  9,   100,  13,
    104,  2,   101,  3,   98,   10,  98,   16,  94,   17,  91,   22,  86,   20,  80,   14,  78,   8,   73,   17,
    70,   22,  66,   25,  57,   26,  51,   30,  50,   37,  54,   37,  50,   40,  48,   46,  39,   47,  34,   46,
    29,   45,  31,   46,  37,   45,  41,   42,  36,   41,  29,   41,  26,   40,  23,   37,  19,   42,  13,   45,
    18,   40,  16,   38,  12,   42,  8,    44,  3,    42,  0,    38,  -6,   36,  999,  -5,  50,   1,   51,   0,
    53,   -2,  56,   -3,  58,   -6,  58,   -3,  54,   -5,  52,   999, -10,  52,  -6,   52,  -6,   55,  -9,   54,
    999,  -24, 65,   -15, 64,   -15, 66,   -22, 66,   999, 130,  31,  135,  34,  140,  35,  142,  40,  145,  44,
    141,  45,  140,  41,  137,  37,  131,  34,  999,  120, 22,   122, 25,   121, 25,   999, 120,  18,  122,  18,
    122,  14,  126,  8,   125,  6,   122,  8,   120,  14,  999,  95,  5,    104, -3,   105, -6,   114, -8,   106,
    -6,   103, -4,   98,  2,    999, 109,  1,   117,  7,   119,  5,   116,  -4,  110,  -3,  999,  119, -5,   121,
    1,    125, 1,    121, -2,   123, -5,   999, 131,  -1,  141,  -3,  150,  -10, 143,  -8,  138,  -8,  133,  -4,
    999,  114, -22,  122, -18,  130, -12,  136, -12,  136, -15,  140, -17,  142, -11,  146, -19,  153, -27,  150,
    -37,  141, -38,  136, -34,  131, -31,  116, -35,  999, 173,  -35, 178,  -38, 174,  -41, 167,  -46, 172,  -41,
    999,  43,  -25,  50,  -16,  49,  -12,  44,  -17,  999, -84,  22,  -75,  20,  -78,  22,  999};

enum { WIDTH = 1040, HEIGHT = 470 };

/* Equirectangular, true at 35 degrees north; 60 south to 80 north. */
static double map_x(double longitude) { return (longitude + 170.0) / 350.0 * WIDTH; }
static double map_y(double latitude) { return (80.0 - latitude) / 137.0 * HEIGHT; }

void ck_map_start(FILE *out, const char *label) {
    fprintf(out, "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"", WIDTH, HEIGHT);
    ck_html_text(out, label);
    fputs("\">", out);
    fputs("<path class=\"land\" d=\"", out);
    bool first = true;
    for (size_t k = 0; k + 1 < sizeof OUTLINE / sizeof OUTLINE[0] || OUTLINE[k] == 999;) {
        if (OUTLINE[k] == 999) {
            fputs("Z", out);
            first = true;
            if (++k >= sizeof OUTLINE / sizeof OUTLINE[0]) break;
            continue;
        }
        fprintf(out, "%c%.0f %.0f", first ? 'M' : 'L', map_x(OUTLINE[k]), map_y(OUTLINE[k + 1]));
        first = false;
        k += 2;
    }
    fputs("\"/>", out);
}

void ck_map_place(double longitude, double latitude, double *x, double *y) {
    *x = isnan(longitude) ? 60.0 : map_x(longitude);
    *y = isnan(latitude) ? HEIGHT - 50.0 : map_y(latitude);
}

/* Regions without a place of their own (the rest of the world) sit in the lower left corner. */
static void region_place(const ck_model *model, uint32_t region, double *x, double *y) {
    const ck_region_info info = ck_model_region(model, region);
    const bool nowhere = strcmp(info.id, "ROW") == 0;
    ck_map_place(nowhere ? (double)NAN : info.longitude_deg, nowhere ? (double)NAN : info.latitude_deg, x, y);
}

static void write_arcs(FILE *out, const ck_model *model, const ck_map_arc *arc, uint32_t count) {
    double top = 0.0;
    for (uint32_t k = 0; k < count; k++) top = fmax(top, arc[k].weight);
    for (uint32_t k = 0; k < count && top > 0.0; k++) {
        double x1, y1, x2, y2;
        region_place(model, arc[k].from, &x1, &y1);
        region_place(model, arc[k].to, &x2, &y2);
        const double bend = 0.18 * hypot(x2 - x1, y2 - y1);
        fprintf(out, "<path class=\"flow\" stroke-width=\"%.1f\" d=\"M%.0f %.0fQ%.0f %.0f %.0f %.0f\"><title>",
                1.0 + 7.0 * arc[k].weight / top, x1, y1, 0.5 * (x1 + x2), 0.5 * (y1 + y2) - bend, x2, y2);
        ck_html_text(out, ck_model_region(model, arc[k].from).name);
        fputs(" to ", out);
        ck_html_text(out, ck_model_region(model, arc[k].to).name);
        fprintf(out, ": %s of trade missing</title></path>", ck_words_money(arc[k].weight).text);
    }
}

void ck_map_write(FILE *out, const ck_model *model, const double *loss, uint32_t home, const ck_map_arc *arc,
                  uint32_t arc_count) {
    const uint32_t regions = ck_model_count(model).regions;
    double top = 0.0;
    for (uint32_t r = 0; r < regions; r++) top = fmax(top, loss[r]);
    ck_map_start(out, "Map of losses by region");
    write_arcs(out, model, arc, arc_count);
    for (uint32_t r = 0; r < regions && top > 0.0; r++) {
        double x, y;
        if (loss[r] < 0.002 * top) continue;
        region_place(model, r, &x, &y);
        fprintf(out, "<circle class=\"%s\" cx=\"%.0f\" cy=\"%.0f\" r=\"%.1f\"><title>", r == home ? "home" : "bubble",
                x, y, 3.0 + 33.0 * sqrt(loss[r] / top));
        ck_html_text(out, ck_model_region(model, r).name);
        fprintf(out, ": %s</title></circle>", ck_words_money(loss[r]).text);
    }
    for (uint32_t r = 0; r < regions && top > 0.0; r++) {
        double x, y;
        if (loss[r] < 0.08 * top) continue;
        region_place(model, r, &x, &y);
        fprintf(out, "<text x=\"%.0f\" y=\"%.0f\" text-anchor=\"middle\" font-weight=\"600\">", x, y + 4.0);
        ck_html_text(out, ck_model_region(model, r).id);
        fputs("</text>", out);
    }
    fputs("</svg>\n", out);
}
