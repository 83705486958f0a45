/* Who makes and who uses what in each region, as parties that lists of the law can name: owners of sites (sites.csv), who
   owns them (parties.csv, holdings.csv) and named buyers of industries (users.csv), with their shares in the base year.
   Parties that the law cannot tell apart count as one. docs/law-in-the-engine.md. Host code: it allocates. */
#ifndef CK_STUDY_LAW_PARTIES_H
#define CK_STUDY_LAW_PARTIES_H

#include "io/host.h"

/* Parties that many share; a larger number is one party. */
#define CK_LAW_PARTY_UNKNOWN 0u          // nobody has stated who it is
#define CK_LAW_PARTY_PLAIN   1u          // on no list, held by nobody on one
#define CK_LAW_PARTY_UNOWNED 2u          // on no list; who holds it is not stated

typedef struct ck_law_parties ck_law_parties;
typedef struct ck_law_mix { uint32_t party; double share; } ck_law_mix;

/// Read owners and shares and compare all names with the lists of the law.
///
/// parties  out; borrows world and model; free with ck_law_parties_free
/// Returns  CK_OK, CK_E_MEMORY, or what ck_deal_bind returns (a circle of holdings is sound, a party that holds itself is not)
CK_MUST_USE ck_status ck_law_parties_open(const ck_world *world, const ck_model *model, const ck_law *law,
                                          ck_law_parties **parties, ck_diags *diags);
/* Makers of an item in a region; their shares sum to 1. One unknown party where none is recorded. */
const ck_law_mix *ck_law_makers(const ck_law_parties *parties, uint32_t item, uint32_t region, uint32_t *count);
/* Who uses the item in a region for this end use; the same. */
const ck_law_mix *ck_law_users(const ck_law_parties *parties, uint32_t item, uint32_t region, ck_end_use use, uint32_t *count);
/* It, or somebody who holds it, has a name of some list of the law, or nearly one. */
bool ck_law_party_is_listed(const ck_law_parties *parties, uint32_t party);
const char *ck_law_party_name(const ck_law_parties *parties, uint32_t party);

/* Parties of one deal and who holds whom, for ck_deal. */
typedef struct ck_law_people {
    ck_deal_party   *party;   uint32_t party_count;
    ck_deal_holding *holding; uint32_t holding_count;
    uint32_t        *seat, *sitting;             // (parties) place in the deal, and back
} ck_law_people;
/* Room for two parties with all who may hold them; NULL members when there is no memory. */
ck_law_people ck_law_people_make(const ck_law_parties *parties, ck_host_arena *arena);
/* Seats a maker and a user with their owners. The first two parties are theirs; roles, countries and facts of these two
   are the caller's, and so is the name of a plain party. */
void ck_law_people_seat(const ck_law_parties *parties, uint32_t maker, uint32_t user, ck_law_people *people);
void ck_law_parties_free(ck_law_parties *parties);

#endif
