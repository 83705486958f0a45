"""Buyers that apply for licences, routes that may open, and published trade shares the built world must meet."""
from collections import defaultdict

import known
from common import EU, REGIONS, ZONE, iso3_to_region, lag_and_mode, number, rows_of, shared, write
from known import iso2
from tables import MAGNETS, balances

# Share of a region's purchases of controlled materials for military and for semiconductor use (judgement). The first
# pair is for magnets, the others scale it.
MILITARY = {"USA": .06, "FRA": .05, "GBR": .06, "ITA": .04, "DEU": .02, "JPN": .02, "KOR": .03, "TUR": .06, "IND": .05,
            "SWE": .08, "RUS": .30, "POL": .02, "ESP": .03, "NLD": .03, "CAN": .02, "AUS": .05, "TWN": .03, "CHN": .02,
            "BRA": .03, "CHE": .02, "CZE": .02, "ROW": .03}
CHIPS = {"USA": .02, "JPN": .03, "NLD": .08, "KOR": .03, "TWN": .06, "SGP": .08, "DEU": .01, "MYS": .02, "CHN": .01,
         "AUT": .03, "ROW": .005}
OTHER = .01
CHIP_SCALE = {"gallium": 12, "germanium": 4, "wafer": 14, "target": 15, "scandium": 4, "heavy-oxide": 1.5,
    "tungsten": 3}
MILITARY_SCALE = {"germanium": 3, "photonic": 3, "antimony": 1.5, "tungsten": 2, "wafer": 2, "gallium": 1.5,
                  "scandium": 2, "heavy-metal": 1.2, "medium-metal": 2}
# Home of the owners of foreign-owned buyers, share of civil purchases (judgement): (owner, share).
OWNERS = {"MEX": (("USA", .45), ("JPN", .12), ("DEU", .13)), "VNM": (("JPN", .35), ("KOR", .30), ("CHN", .15)),
          "THA": (("JPN", .50), ("USA", .20), ("CHN", .08)), "MYS": (("JPN", .25), ("USA", .25), ("DEU", .15)),
          "POL": (("DEU", .40), ("KOR", .15), ("USA", .10)), "CZE": (("DEU", .50), ("USA", .10), ("JPN", .08)),
          "HUN": (("DEU", .50), ("JPN", .10), ("KOR", .12)), "IND": (("JPN", .20), ("DEU", .12), ("KOR", .08)),
          "IDN": (("JPN", .50),), "CAN": (("USA", .50),), "ESP": (("DEU", .35), ("FRA", .15)),
          "GBR": (("USA", .20), ("JPN", .12), ("DEU", .12)), "BRA": (("DEU", .20), ("USA", .15)),
          "ROW": (("JPN", .40), ("USA", .12), ("DEU", .10)), "SGP": (("USA", .40), ("JPN", .15)),
          "AUT": (("DEU", .35),), "TUR": (("DEU", .15), ("JPN", .08)), "EST": (("CAN", .60),),
          "USA": (("JPN", .15), ("DEU", .12), ("KOR", .05)), "DEU": (("USA", .10), ("JPN", .05)),
          "CHN": (("USA", .06), ("JPN", .06), ("DEU", .06))}
GROUPS = ("heavy-oxide heavy-metal medium-metal scandium photonic gallium germanium antimony tungsten graphite "
          "superhard target wafer").split()
# Buyers = 3.3 x (tonnes of magnets imported)^0.5: about 350 in Germany, 330 in the USA. With the other groups the EU comes to about
# 2,400 cases under a licence on magnets, heavy oxides and metals; over 2,000 applications were reported there by autumn 2025.
BUYERS_PER_ROOT_TONNE = 3.3
OTHER_GROUPS, ALL_ITEMS = .06, .1        # buyers of oxides, metals and the rest, as a share of buyers of magnets (judgement)


def buyers():
    flows, _ = known.magnets()
    imports = defaultdict(float)
    for (_, destination), (mass, _) in flows.items():
        imports[destination] += mass
    return {region: max(3.0, BUYERS_PER_ROOT_TONNE * imports[region] ** .5) for region in REGIONS}


def customer_rows():
    count = buyers()
    rows = []
    for region in REGIONS:
        for selector in ["*", "group:magnet"] + ["group:" + group for group in GROUPS]:
            group = selector.partition(":")[2]
            if group and group != "magnet" and region in ("MMR", "LAO", "EST", "IDN", "AUS", "SGP"):
                continue                     # few buyers: the row for all items stands
            army = min(.45, MILITARY.get(region, OTHER) * MILITARY_SCALE.get(group, 1))
            chips = min(.45, CHIPS.get(region, .002) * CHIP_SCALE.get(group, 1))
            civil = 1 - army - chips
            size = count[region] * (1 if group == "magnet" else ALL_ITEMS if not group else OTHER_GROUPS)
            shares = [("civil", civil, None)]
            if group == "magnet":
                foreign = OWNERS.get(region, ())
                shares = [("civil", civil * (1 - sum(s for _, s in foreign)), None)]
                shares += [("civil", civil * share, owner) for owner, share in foreign]
            shares += [("military", army, None), ("semiconductor", chips, None)]
            for use, share, owner in shares:
                many = max(1, round(size * (share if use == "civil" else share ** .7)))
                rows.append([region, selector, use, many, round(share, 5), owner or region,
                             "parent company abroad" if owner else "", "own-customers", 2024, "assumed",
                             "3.3 buyers per root tonne of magnets imported; range half to double" if group == "magnet"
                             else "scaled from buyers of magnets; range half to double"])
    return rows


# selector, third countries or new suppliers, destinations, set-up days, largest share of the destination's use
ROUTES = [
    ("group:magnet", "JPN VNM THA ROW", "USA DEU FRA POL KOR IND MEX", 90, .06,
        "spare output and resale outside China"),
    ("group:magnet", "DEU", "USA FRA GBR POL", 60, .03, "European makers and dealers"),
    ("ndfeb-magnet", "EST USA KOR", "DEU USA JPN MEX", 300, .05,
        "new works at Narva, in Texas, Oklahoma and South Carolina, and in Korea"),
    ("ndfeb-magnet-heavy", "EST USA KOR", "DEU USA JPN MEX", 365, .05,
        "as the free grades, with heavy oxide from outside China"),
    ("group:magnet", "MYS SGP MEX", "USA", 45, .02, "resale through third countries"),
    ("group:magnet", "TUR CHE", "DEU", 45, .02, "resale through third countries"),
    ("ndfeb-alloy", "JPN GBR THA VNM", "USA DEU KOR EST", 120, .15, "alloy makers outside China"),
    ("smco-alloy", "JPN GBR FRA", "USA DEU GBR", 120, .20, "alloy makers outside China"),
    ("ndpr-oxide", "AUS MYS USA EST", "JPN KOR USA DEU VNM THA GBR", 60, .25, "separation plants outside China"),
    ("lanthanum-oxide", "MYS USA", "JPN USA DEU NLD", 45, .25, "separation plants outside China"),
    ("samarium-oxide", "MYS EST FRA USA", "JPN USA FRA GBR", 240, .20, "separation lines outside China"),
    ("gadolinium-oxide", "MYS EST USA", "JPN USA DEU", 240, .12, "separation lines outside China"),
    ("dysprosium-oxide", "MYS USA FRA AUS", "JPN USA DEU KOR VNM", 240, .12, "first heavy lines outside China"),
    ("terbium-oxide", "MYS USA FRA AUS", "JPN USA DEU KOR VNM", 240, .12, "first heavy lines outside China"),
    ("yttrium-oxide", "MYS FRA USA JPN", "USA DEU FRA JPN", 240, .06, "first heavy lines outside China and resale"),
    ("lutetium-oxide", "MYS JPN", "USA DEU", 300, .05, "first heavy lines outside China and resale"),
    ("ndpr-metal", "VNM THA GBR EST USA", "JPN KOR DEU USA", 90, .20, "metal makers outside China"),
    ("group:heavy-metal", "VNM GBR JPN", "USA DEU KOR", 120, .10, "metal makers outside China"),
    ("samarium-metal", "FRA GBR JPN VNM", "USA DEU JPN GBR", 180, .10, "samarium outside China"),
    ("gallium-metal", "JPN KOR DEU CAN ROW", "USA NLD FRA DEU", 60, .20, "refiners of scrap and third-country resale"),
    ("germanium-metal", "ROW CAN DEU KOR", "USA DEU FRA JPN", 60, .20, "Belgium, Canada and resale"),
    ("antimony-metal", "THA MYS VNM IND ROW MEX", "USA DEU JPN KOR FRA", 45, .30,
        "Tajik, Thai, Indian and Belgian makers and resale"),
    ("natural-graphite", "ROW CAN BRA", "USA DEU JPN KOR", 180, .15, "Mozambique, Madagascar and new mines"),
    ("anode-graphite", "KOR JPN IDN", "USA HUN POL DEU", 120, .10, "anode works outside China"),
    ("tungsten-powder", "VNM KOR AUT ROW", "USA DEU JPN SWE", 60, .15, "Viet Nam, Austria, recyclers"),
    ("superhard-powder", "KOR ROW USA", "DEU JPN USA SWE", 60, .15, "makers outside China"),
    ("scandium-oxide", "CAN ROW JPN AUS", "USA DEU", 120, .25, "Rio Tinto Sorel-Tracy, Philippines"),
    ("group:ceramic", "JPN FRA USA", "USA DEU GBR FRA", 90, .25, "powder makers outside China"),
    ("sputtering-target", "JPN USA DEU", "KOR TWN USA DEU", 60, .30, "target makers outside China"),
    ("group:motor", "JPN VNM MEX", "USA DEU", 120, .08, "other works of the same makers"),
    ("group:motor", "CHN", "USA DEU MEX JPN KOR POL IND", 60, .25, "finished motors and rotors instead of magnets"),
    ("lithium-ion-pack", "KOR JPN HUN POL", "USA DEU MEX GBR FRA", 120, .10, "plants with spare capacity"),
]


def route_rows():
    # A selector's routes: one row for a pair; the first that names a pair counts.
    rows, seen = [], set()
    for selector, origins, destinations, setup, limit, note in ROUTES:
        for origin in origins.split():
            for destination in destinations.split():
                if origin == destination or (selector, origin, destination) in seen:
                    continue
                seen.add((selector, origin, destination))
                lag, _ = lag_and_mode(selector, origin, destination)
                rows.append([selector, origin, destination, lag, setup, limit, "own-routes", 2024, "assumed",
                             note + "; limit half to double"])
    return rows


MARGIN_REGIONS = "USA DEU JPN KOR FRA ITA ESP HUN CZE POL MEX IND THA".split()


def margin_rows(output, made):
    rows = []
    flows, price = known.magnets(output)
    imports = defaultdict(float)
    for (_, destination), (mass, _) in flows.items():
        imports[destination] += mass
    rows.append(["export-total", "group:magnet", "CHN", "", number(known.CHINA_MAGNETS_T), "t", "gacc-8505-2024", 2024,
                 "reported", "Chinese line 8505.11.10, rounded"])
    for destination in MARGIN_REGIONS:
        rows.append(["import-total", "group:magnet", destination, "", number(imports[destination], 3), "t",
                     "baci-202601", 2024, "derived",
                     f"BACI 850511, rare-earth part at {number(price, 3)} USD/kg; re-exports traced to the maker"])
        for origin in REGIONS:
            mass = flows.get((origin, destination), (0, 0))[0]
            if mass >= .04 * imports[destination] and (destination, origin) != ("USA", "CHN"):
                rows.append(["import-share", "group:magnet", destination, origin,
                             number(mass / imports[destination], 3), "1", "baci-202601", 2024, "derived",
                             "share of tonnes, rule as in import-total"])
    rows.append(["import-share", "group:magnet", "bloc:EU", "CHN", .927, "1", "comext-2024", 2024, "reported",
                 "CN 85051110, share of value in imports from outside the EU; 91.1 % of tonnes"])
    rows.append(["import-share", "group:magnet", "USA", "CHN", .853, "1", "census-2024", 2024, "reported",
                 "HTS 8505.11.0070 (sintered neodymium magnets), share of value by country of origin"])
    rows.append(["import-share", "ndpr-metal", "JPN", "VNM", .77, "1", "baci-202601", 2024, "estimated",
                 "BACI 280530: Viet Nam sends out 195 MUSD, nearly all taken to go to Japan, which takes in 252 MUSD"])
    rows += us_margins(made) + eu_margins(made)
    return rows


# Chapters and sections of MCS 2026, "Import Sources", that are one item or group of this world. Where a listed origin
# makes nothing in this world (resale of Chinese goods by Germany, Austria or Korea), the share would be a wrong target.
US_IMPORT_SOURCES = {
    ("GERMANIUM", "Combined total"): "germanium-metal",
    ("GRAPHITE (NATURAL)", "All"): "natural-graphite", ("ANTIMONY", "Total metal and oxide"): "antimony-metal",
    ("TUNGSTEN", "Ores, concentrates, and other forms"): "tungsten-powder",
    ("RARE EARTHS", "Rare-earth compounds and metals"): "group:light-oxide",
    ("RARE EARTHS (Heavy)", "Terbium compounds and metals"): "terbium-oxide",
    ("RARE EARTHS (Heavy)", "Holmium compounds and metals"): "holmium-oxide",
    ("RARE EARTHS (Heavy)", "Lutetium compounds and metals"): "lutetium-oxide",
}
RESALE = {("natural-graphite", "MEX"), ("group:light-oxide", "JPN")}     # sells more than it makes, or makes other things
# Customs of 2024 are held as flows; after the controls of August 2023 they differ from the mean of 2021-2024 (gallium is left out for the same reason).
OBSERVED = {("germanium-metal", "CHN"), ("germanium-metal", "DEU")}
SOURCE_PLACES = {"Belgium": "ROW", "Vietnam": "VNM"}
SOURCE_NOTES = {"germanium-metal": "; Belgium is the rest of the world here",
                "group:light-oxide": "; all compounds and metals, of which light oxides are most",
                "tungsten-powder": "; ores and all forms together"}


def us_margins(output):
    """US import sources of 2021-2024 as USGS prints them; origins that make the item, 5 % and more."""
    names = known.census_names({})
    rows = []
    for row in rows_of(shared("usgs_bgs", "mcs2026_selected.csv.gz")):
        item = US_IMPORT_SOURCES.get((row["chapter"], row["detail"]))
        if row["section"] != "Import Sources" or item is None or row["country"].startswith("Other"):
            continue
        places = {SOURCE_PLACES.get(row["country"]): 1} if row["country"] in SOURCE_PLACES else \
            names.get(row["country"].upper(), {})
        origin = next(iter(places), "ROW")
        share = float(row["value"]) / 100
        members = ("lanthanum-oxide", "cerium-oxide", "ndpr-oxide") if item.startswith("group:") else (item,)
        if share < .05 or (item, origin) in RESALE | OBSERVED or (origin == "ROW" and row["country"] not in SOURCE_PLACES) or \
                not any(output.get((member, origin), 0) > 0 for member in members):
            continue
        rows.append(["import-share", item, "USA", origin, round(share, 3), "1", "mcs-2026", 2021, "reported",
                     "import sources 2021-2024" + SOURCE_NOTES.get(item, "")])
    return rows


def eu_margins(made):
    """Origins of extra-EU imports of rare-earth compounds by value of the element groups, 2024, among origins that make
    the oxide: what Britain, Japan or Turkey resell, and the mixed carbonate that Russia declares as cerium compounds (the
    feed of Silmet, which stands as monazite concentrate here), are left out of the whole."""
    groups = {"28469050": "ndpr-oxide", "28469040": "lanthanum-oxide", "28461000": "cerium-oxide",
              "28469070": "yttrium-oxide"}
    codes = iso2()
    value = defaultdict(float)
    for row in rows_of(shared("eu_comext_cn8", "eu_imports_rare_earths_2022_2024.csv")):
        if row["year"] == "2024" and row["extra_eu"] == "1" and row["cn8"] in groups:
            value[row["cn8"], codes.get(row["partner"], "ROW")] += float(row["value_eur"])
    total = defaultdict(float)
    for (code, origin), amount in list(value.items()):
        tonnes = amount * known.EUR_USD / 1000 / known.UNIT_VALUE[groups[code]]
        if made.get((groups[code], origin), 0) < tonnes:
            del value[code, origin]
        else:
            total[code] += amount
    return [["import-share", groups[code], "bloc:EU", origin, number(amount / total[code], 3), "1", "comext-2024", 2024,
             "derived", f"CN {code}, share of value in imports from outside the EU among origins that make it"]
            for (code, origin), amount in sorted(value.items())
            if amount >= .05 * total[code] and origin not in EU and origin != "ROW"]


def emit(world):
    output, _ = balances(world)
    magnets = {r: sum(output.get((item, r), 0) for item in MAGNETS) for r in REGIONS}
    write(world, "customers.csv", "region,item,end_use,count,share,owner_region,owner_note,source,year,grade,note",
          customer_rows())
    write(world, "routes.csv", "item,origin,destination,lag_days,setup_days,limit_share,source,year,grade,note",
          route_rows())
    write(world, "margins-downstream.csv", "kind,item,region,partner,value,unit,source,year,grade,note",
          margin_rows(magnets, output))
