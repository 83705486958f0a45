#include "study/law_profile.h"

#include <math.h>

#define MILLION 1e6

bool ck_law_profile_add(ck_law_profile *profile, int32_t day, double value) {
    const double before = profile->count > 0 ? profile->step[profile->count - 1].value : 0.0;
    if (value == before) return true;
    if (profile->count > 0 && profile->step[profile->count - 1].day == day) profile->count--;
    if (profile->count == CK_LAW_STEPS_MOST) return false;
    profile->step[profile->count++] = (ck_law_step){day, value};
    return true;
}

bool ck_law_profile_same(const ck_law_profile *a, const ck_law_profile *b) {
    if (a->count != b->count) return false;
    for (uint32_t k = 0; k < a->count; k++) {
        if (a->step[k].day != b->step[k].day || a->step[k].value != b->step[k].value) return false;
    }
    return true;
}

double ck_law_profile_most(const ck_law_profile *profile) {
    double most = 0.0;
    for (uint32_t k = 0; k < profile->count; k++) most = fmax(most, profile->step[k].value);
    return most;
}

bool ck_law_profile_blend(const ck_law_profile *a, const ck_law_profile *b, ck_law_blend blend, double weight, ck_law_profile *out) {
    out->count = 0;
    double left = 0.0, right = 0.0;
    for (uint32_t i = 0, j = 0; i < a->count || j < b->count;) {
        const bool first = j == b->count || (i < a->count && a->step[i].day <= b->step[j].day);
        const int32_t day = first ? a->step[i].day : b->step[j].day;
        if (i < a->count && a->step[i].day == day) left = a->step[i++].value;
        if (j < b->count && b->step[j].day == day) right = b->step[j++].value;
        if (!ck_law_profile_add(out, day, blend(left, right, weight))) return false;
    }
    return true;
}

void ck_law_profile_above(ck_law_profile *profile, int32_t base) {
    double before = 0.0;
    for (uint32_t k = 0; k < profile->count && profile->step[k].day <= base; k++) before = profile->step[k].value;
    if (before == 0.0) return;
    const ck_law_profile whole = *profile;
    profile->count = 0;
    for (uint32_t k = 0; k < whole.count; k++) {
        if (whole.step[k].day <= base) continue;
        (void)ck_law_profile_add(profile, whole.step[k].day, fmax(0.0, whole.step[k].value - before));
    }
}

static double millionths(double value) {
    return floor(value * MILLION + 0.5);
}

double ck_law_profile_layer(const ck_law_profile *profile, uint32_t k, ck_law_profile *days) {
    double below = 0.0, level = 0.0;
    for (uint32_t layer = 0; layer <= k; layer++) {
        below = level;
        level = MILLION + 1.0;
        for (uint32_t s = 0; s < profile->count; s++) {
            const double value = millionths(profile->step[s].value);
            if (value > below && value < level) level = value;
        }
        if (level > MILLION) return 0.0;
    }
    days->count = 0;
    for (uint32_t s = 0; s < profile->count; s++) {
        (void)ck_law_profile_add(days, profile->step[s].day, millionths(profile->step[s].value) >= level ? 1.0 : 0.0);
    }
    return fmax(1.0, millionths((level - below) / (MILLION - below))) / MILLION;
}
