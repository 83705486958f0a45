#include "report/sankey.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { WIDTH = 1040, HEIGHT = 380, TOP = 34, NODE = 10, ENDS = 7, GAP = 9 };

typedef struct link {
    uint32_t from, to;
    double base, now;
} link; // nodes of neighbouring columns
typedef struct node {
    uint32_t id;
    double base, now, y, height, filled_left, filled_right;
    const char *label;
} node;
typedef struct column {
    node *node;
    uint32_t count;
} column;

/* The first item of a report group; all its items share tier and unit. */
static uint32_t item_of_group(const ck_model *model, uint32_t group) {
    const uint32_t items = ck_model_count(model).items;
    for (uint32_t i = 0; i < items; i++) {
        if (ck_model_item(model, i).group == group) return i;
    }
    return CK_NONE;
}

static bool line_counts(const ck_study *study, const ck_line *line, const char *tier, bool mass) {
    const ck_item_info item = ck_model_item(study->model, item_of_group(study->model, line->group));
    return line->destination != CK_NONE && strcmp(item.tier, tier) == 0 && (!mass || strcmp(item.unit, "t") == 0);
}

uint32_t ck_sankey_worst_month(const ck_study *study, const char *tier) {
    uint32_t worst = 0;
    double lowest = INFINITY;
    for (uint32_t m = 0; m < study->month_count; m++) {
        double base = 0.0, now = 0.0;
        if (ck_study_month_days(study, m) < 28.0) continue;
        for (uint32_t l = 0; l < study->line_count; l++) {
            const ck_line *line = &study->line[l];
            if (!line_counts(study, line, tier, false) || line->origin != study->authority ||
                line->base_quantity <= 0.0)
                continue;
            base += line->base_value / line->base_quantity * ck_study_base(study, l, m);
            now += line->base_value / line->base_quantity * ck_fan_at(&study->variant[0].quantity, l, m);
        }
        if (base > 0.0 && now / base < lowest) {
            lowest = now / base;
            worst = m;
        }
    }
    return worst;
}

/* Ids of the largest regions on one side; the rest shares one node (CK_NONE). */
typedef struct total {
    uint32_t id;
    double value;
} total;
static int compare_totals(const void *a, const void *b) {
    const total *x = a, *y = b;
    if (x->value != y->value) return x->value > y->value ? -1 : 1;
    return x->id < y->id ? -1 : x->id > y->id;
}

static uint32_t node_of(const column *column, uint32_t id) {
    for (uint32_t k = 0; k < column->count; k++) {
        if (column->node[k].id == id) return k;
    }
    return column->count - 1;
}

static bool make_column(column *column, const double *by_id, uint32_t ids, uint32_t most) {
    total *all = calloc((size_t)ids + 1, sizeof *all);
    column->node = calloc((size_t)most + 2, sizeof *column->node);
    if (all == NULL || column->node == NULL) {
        free(all);
        return false;
    }
    uint32_t count = 0;
    for (uint32_t k = 0; k < ids; k++) {
        if (by_id[k] > 0.0) all[count++] = (total){k, by_id[k]};
    }
    qsort(all, count, sizeof *all, compare_totals);
    for (uint32_t k = 0; k < count && k < most; k++) column->node[column->count++].id = all[k].id;
    if (count > most) column->node[column->count++].id = CK_NONE;
    free(all);
    return true;
}

static void add_link(link *links, uint32_t *count, uint32_t from, uint32_t to, double base, double now) {
    for (uint32_t k = 0; k < *count; k++) {
        if (links[k].from == from && links[k].to == to) {
            links[k].base += base;
            links[k].now += now;
            return;
        }
    }
    links[(*count)++] = (link){from, to, base, now};
}

static void stack(column *column, double scale) {
    double y = TOP;
    for (uint32_t k = 0; k < column->count; k++) {
        node *n = &column->node[k];
        n->y = y;
        n->height = fmax(n->base, n->now) * scale;
        y += n->height + GAP;
    }
}

static void ribbon(FILE *out, const char *style, double x1, double y1, double x2, double y2, double width) {
    const double half = 0.5 * width, middle = 0.5 * (x1 + x2);
    fprintf(
        out,
        "<path class=\"%s\" d=\"M%.1f %.1fC%.1f %.1f %.1f %.1f %.1f %.1fL%.1f %.1fC%.1f %.1f %.1f %.1f %.1f %.1fZ\"/>",
        style, x1, y1 - half, middle, y1 - half, middle, y2 - half, x2, y2 - half, x2, y2 + half, middle, y2 + half,
        middle, y1 + half, x1, y1 + half);
}

static void write_links(FILE *out, const link *links, uint32_t count, column *left, column *right, double x1, double x2,
                        double scale) {
    for (uint32_t from = 0; from < left->count; from++) {
        for (uint32_t to = 0; to < right->count; to++) {
            for (uint32_t k = 0; k < count; k++) {
                if (links[k].from != from || links[k].to != to) continue;
                node *a = &left->node[from], *b = &right->node[to];
                const double width = fmax(links[k].base, links[k].now) * scale;
                const double y1 = a->y + a->filled_right + 0.5 * width, y2 = b->y + b->filled_left + 0.5 * width;
                ribbon(out, "ghost", x1, y1, x2, y2, links[k].base * scale);
                ribbon(out, "ribbon", x1, y1, x2, y2, links[k].now * scale);
                a->filled_right += width;
                b->filled_left += width;
            }
        }
    }
}

static void write_nodes(FILE *out, const column *column, double x, int side, bool mass) {
    for (uint32_t k = 0; k < column->count; k++) {
        const node *n = &column->node[k];
        const double text_x = side < 0 ? x - 7.0 : x + NODE + 7.0;
        fprintf(out,
                "<rect class=\"node\" x=\"%.1f\" y=\"%.1f\" width=\"%d\" height=\"%.1f\"/><text x=\"%.1f\" y=\"%.1f\" "
                "text-anchor=\"%s\">",
                x, n->y, NODE, fmax(1.0, n->height), text_x, n->y + 0.5 * n->height + 4.0, side < 0 ? "end" : "start");
        ck_html_text(out, n->label);
        const ck_words amount = mass ? ck_words_number(n->now) : ck_words_money(n->now);
        fprintf(out, " <tspan class=\"soft\">%s%s (%.0f %%)</tspan></text>", amount.text, mass ? " t" : "",
                n->base > 0.0 ? 100.0 * n->now / n->base : 0.0);
    }
}

static void write_body(FILE *out, const ck_study *study, const char *tier, uint32_t month, bool mass, column columns[3],
                       link *links) {
    const ck_model *model = study->model;
    link *first = links, *second = links + study->line_count;
    uint32_t first_count = 0, second_count = 0;
    double sum = 0.0;
    for (uint32_t l = 0; l < study->line_count; l++) {
        const ck_line *line = &study->line[l];
        if (!line_counts(study, line, tier, mass)) continue;
        const double base = line->base_quantity > 0.0
                                ? ck_study_base(study, l, month) * (mass ? 1.0 : line->base_value / line->base_quantity)
                                : 0.0;
        const double now = ck_fan_at(mass ? &study->variant[0].quantity : &study->variant[0].value, l, month);
        const uint32_t from = node_of(&columns[0], line->origin), via = node_of(&columns[1], line->group),
                       to = node_of(&columns[2], line->destination);
        add_link(first, &first_count, from, via, base, now);
        add_link(second, &second_count, via, to, base, now);
        column *const column_of[3] = {&columns[0], &columns[1], &columns[2]};
        const uint32_t at[3] = {from, via, to};
        for (int c = 0; c < 3; c++) {
            column_of[c]->node[at[c]].base += base;
            column_of[c]->node[at[c]].now += now;
        }
        sum += fmax(base, now);
    }
    double tallest = 0.0;
    for (int c = 0; c < 3; c++) {
        double height = 0.0;
        for (uint32_t k = 0; k < columns[c].count; k++) {
            node *n = &columns[c].node[k];
            n->label = n->id == CK_NONE ? "others"
                       : c == 1         ? ck_model_group(model, n->id)
                                        : ck_model_region(model, n->id).name;
            height += fmax(n->base, n->now);
        }
        tallest = fmax(tallest, height);
    }
    if (!(sum > 0.0)) return;
    const double scale = (HEIGHT - TOP - 10 - GAP * (double)(ENDS + 2)) / fmax(sum, tallest);
    for (int c = 0; c < 3; c++) stack(&columns[c], scale);
    const int32_t index = ck_run_month_index(study->variant[0].central, month);
    const double x[3] = {225.0, 0.5 * WIDTH - 40.0, WIDTH - 235.0};
    fprintf(out,
            "<div class=\"wide\"><svg style=\"min-width:760px\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"Trade "
            "of the %s tier\">",
            WIDTH, HEIGHT, tier);
    fprintf(out, "<text x=\"0\" y=\"14\" font-weight=\"600\">Tier %s, %d-%02d</text>", tier, index / 12,
            index % 12 + 1);
    write_links(out, first, first_count, &columns[0], &columns[1], x[0] + NODE, x[1], scale);
    write_links(out, second, second_count, &columns[1], &columns[2], x[1] + NODE, x[2], scale);
    write_nodes(out, &columns[0], x[0], -1, mass);
    write_nodes(out, &columns[1], x[1], 1, mass);
    write_nodes(out, &columns[2], x[2], 1, mass);
    fputs("</svg></div>\n", out);
}

void ck_sankey_write(FILE *out, const ck_study *study, const char *tier, uint32_t month, bool mass) {
    const ck_model_counts counts = ck_model_count(study->model);
    double *by_origin = calloc((size_t)counts.regions + 1, sizeof(double)),
           *by_destination = calloc((size_t)counts.regions + 1, sizeof(double));
    double *by_group = calloc((size_t)counts.groups + 1, sizeof(double));
    link *links = calloc(2 * (size_t)study->line_count + 1, sizeof *links);
    column columns[3] = {{0}};
    if (by_origin != NULL && by_destination != NULL && by_group != NULL && links != NULL) {
        for (uint32_t l = 0; l < study->line_count; l++) {
            const ck_line *line = &study->line[l];
            if (!line_counts(study, line, tier, mass)) continue;
            const double base = mass ? line->base_quantity : line->base_value;
            by_origin[line->origin] += base;
            by_destination[line->destination] += base;
            by_group[line->group] += base;
        }
        if (make_column(&columns[0], by_origin, counts.regions, ENDS) &&
            make_column(&columns[1], by_group, counts.groups, ENDS) &&
            make_column(&columns[2], by_destination, counts.regions, ENDS) && columns[0].count > 0) {
            write_body(out, study, tier, month, mass, columns, links);
        }
    }
    for (int c = 0; c < 3; c++) free(columns[c].node);
    free(by_origin);
    free(by_destination);
    free(by_group);
    free(links);
}
