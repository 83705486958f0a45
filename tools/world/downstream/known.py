"""Known bilateral trade of 2024 in the items of the world, in tonnes, from CEPII BACI, Eurostat Comext, US Census, USGS
and Chinese customs (as cited by the shared data collection).

Customs codes are wider than items. Rules, in order:
- magnets: BACI 850511 holds rare-earth magnets and other metal magnets. Value V and mass T of a flow are split between
  a rare-earth price and a price of the others; the rare-earth price is set so that China's exports come out at the
  58,000 t of its line 8505.11.10. The four magnet items share a destination's imports by its needs;
- rare-earth compounds and metals: EU 8-digit and US 10-digit values, shared over the elements of a code by value and
  divided by a price of 2024;
- gallium, germanium, tungsten, antimony, graphite: values over a price, or tonnes of the code where it is pure enough.
"""
from collections import defaultdict

from common import EU, REGIONS, iso3_to_region, rows_of, shared

CHINA_MAGNETS_T = 58000.0        # Chinese customs, 8505.11.10, exports 2024
OTHER_MAGNET_USD_KG = 6.0        # AlNiCo, ferrite booked as metal, magnetised parts
EUR_USD = 1.082                  # mean of 2024 (ECB)

# USD/kg of 2024, only to turn customs values into tonnes.
UNIT_VALUE = {
    "lanthanum-oxide": 1.3, "cerium-oxide": 4.0, "ndpr-oxide": 58, "samarium-oxide": 5, "europium-oxide": 30,
    "gadolinium-oxide": 30, "terbium-oxide": 850, "dysprosium-oxide": 270, "holmium-oxide": 70, "erbium-oxide": 50,
    "ytterbium-oxide": 20, "lutetium-oxide": 800, "thulium-oxide": 500, "yttrium-oxide": 9, "scandium-oxide": 900,
    "ndpr-metal": 70, "samarium-metal": 15, "gadolinium-metal": 45, "dysprosium-metal": 350, "terbium-metal": 1050,
    "yttrium-metal": 35, "lanthanum-cerium-metal": 6, "contrast-agent": 250, "gallium-metal": 420,
    "germanium-metal": 1900, "tungsten-powder": 48, "antimony-metal": 18, "natural-graphite": 1.2,
}
# Elements of a customs code: shares of value (judgement on prices and use).
CODE_SPLIT = {
    "28461000": {"cerium-oxide": 1}, "28469030": {"scandium-oxide": 1}, "28469040": {"lanthanum-oxide": 1},
    "28469050": {"ndpr-oxide": .94, "samarium-oxide": .06},
    "28469060": {"gadolinium-oxide": .4, "dysprosium-oxide": .35, "terbium-oxide": .25},
    "28469070": {"yttrium-oxide": .6, "lutetium-oxide": .18, "erbium-oxide": .12, "europium-oxide": .04,
                 "ytterbium-oxide": .04, "holmium-oxide": .01, "thulium-oxide": .01},
    "28469090": {"cerium-oxide": .5, "lanthanum-oxide": .3, "yttrium-oxide": .2},
    "28053010": {"lanthanum-cerium-metal": .5, "ndpr-metal": .5}, "28053021": {"lanthanum-cerium-metal": 1},
    "28053029": {"ndpr-metal": .85, "samarium-metal": .15},
    "28053031": {"dysprosium-metal": .55, "terbium-metal": .35, "gadolinium-metal": .10},
    "28053039": {"yttrium-metal": 1}, "28053080": {"lanthanum-cerium-metal": .7, "ndpr-metal": .3},
    "81129295": {"germanium-metal": 1}, "81129289": {"gallium-metal": 1},
    "81011000": {"tungsten-powder": 1}, "28499030": {"tungsten-powder": 1},
    "25041000": {"natural-graphite": 1},
}
HTS_SPLIT = {
    "2846100010": {"cerium-oxide": 1}, "2846100050": {"cerium-oxide": 1}, "2846902005": {"lanthanum-oxide": 1},
    "2846902015": {"yttrium-oxide": .6, "scandium-oxide": .4}, "2846902082": {"yttrium-oxide": .6,
        "scandium-oxide": .4},
    "2846902040": {"ndpr-oxide": .25, "gadolinium-oxide": .2, "dysprosium-oxide": .15, "terbium-oxide": .1,
                   "lutetium-oxide": .15, "erbium-oxide": .1, "samarium-oxide": .02, "europium-oxide": .03},
    "2846902084": {"cerium-oxide": .5, "lanthanum-oxide": .3, "yttrium-oxide": .2},
    "2846904000": {"yttrium-oxide": 1}, "2846908070": {"lanthanum-oxide": 1}, "2846908075": {"cerium-oxide": 1},
    # catalyst chlorides and other compounds: mostly lanthanum and cerium, with dear small lots of the others
    "2846908090": {"lanthanum-oxide": .25, "cerium-oxide": .15, "yttrium-oxide": .12, "gadolinium-oxide": .05,
                   "lutetium-oxide": .10, "dysprosium-oxide": .03, "terbium-oxide": .03, "ndpr-oxide": .04,
                   "erbium-oxide": .03, "ytterbium-oxide": .02, "contrast-agent": .12, "scandium-oxide": .06},
    "2805300005": {"lanthanum-cerium-metal": 1}, "2805300010": {"lanthanum-cerium-metal": 1},
    "2805300020": {"ndpr-metal": 1},
    "2805300050": {"dysprosium-metal": .3, "terbium-metal": .2, "yttrium-metal": .3, "samarium-metal": .2},
    "2805300090": {"lanthanum-cerium-metal": .4, "ndpr-metal": .4, "yttrium-metal": .2},
    "8112921000": {"gallium-metal": 1}, "8112926000": {"germanium-metal": 1}, "8112926500": {"germanium-metal": 1},
}
# Named large flows, t (REO for concentrates): (item, origin, destination, t, source, grade, note)
NAMED = [
    ("bastnaesite-concentrate", "USA", "CHN", 33266, "cn-customs-usgs-reo", "derived",
        "Chinese imports from the United States in oxide equivalent"),
    ("ionic-clay-concentrate", "MMR", "CHN", 39919, "cn-customs-usgs-reo", "derived",
        "Chinese imports from Myanmar in oxide equivalent"),
    ("ionic-clay-concentrate", "LAO", "CHN", 10692, "cn-customs-usgs-reo", "derived",
        "Chinese imports from Laos in oxide equivalent"),
    ("ionic-clay-concentrate", "MYS", "CHN", 10458, "cn-customs-usgs-reo", "derived",
        "Chinese imports from Malaysia in oxide equivalent; carbonates and oxides mixed"),
    ("monazite-concentrate", "ROW", "CHN", 23393, "cn-customs-usgs-reo", "derived",
        "Chinese imports from Nigeria and Madagascar in oxide equivalent"),
    ("ionic-clay-concentrate", "THA", "CHN", 2047, "cn-customs-usgs-reo", "derived",
        "Chinese imports from Thailand in oxide equivalent; mixed compounds, partly transit"),
    ("ionic-clay-concentrate", "VNM", "CHN", 1941, "cn-customs-usgs-reo", "derived",
        "Chinese imports from Viet Nam in oxide equivalent; mixed compounds, partly transit and processed goods"),
    ("monazite-concentrate", "AUS", "MYS", 28500, "lynas-ar-2024;mcs-2026", "derived",
        "output of Mount Weld: all of it goes to Kuantan"),
    ("monazite-concentrate", "AUS", "CHN", 500, "mcs-2026;own-upstream", "estimated", "monazite of mineral sands"),
    ("monazite-concentrate", "RUS", "EST", 2100, "neo-2024;own-upstream", "estimated",
        "mixed carbonate of Solikamsk, the feed of Silmet"),
    ("monazite-concentrate", "RUS", "CHN", 350, "mcs-2026;own-upstream", "estimated", "rest of Russian output"),
    ("monazite-concentrate", "USA", "EST", 250, "energy-fuels-2024;neo-2024", "estimated",
        "mixed carbonate and monazite of American sands"),
    # Who buys from Viet Nam,
    # Malaysia and the United States: BACI 2024 gives exporters and importers of 280530 and 284690
    # but no pairs; the pairs are a judgement on company statements (Lynas sells to Japan, Viet Nam, Thailand, China).
    ("ndpr-metal", "VNM", "JPN", 1750, "baci-202601;own-estimate", "estimated",
        "Viet Nam sends 195 MUSD of metals out, Japan takes 252 MUSD in"),
    ("ndpr-metal", "THA", "JPN", 250, "baci-202601;own-estimate", "estimated", "Thailand sends 41 MUSD of metals out"),
    ("ndpr-metal", "CHN", "JPN", 100, "baci-202601;own-estimate", "estimated", "rest of Japan's need"),
    ("ndpr-metal", "VNM", "CHN", 420, "baci-202601;own-estimate", "estimated",
        "Chinese customs show 222 t of rare-earth metals from Viet Nam in 2023 and little from elsewhere"),
    ("ndpr-metal", "THA", "CHN", 250, "baci-202601;own-estimate", "estimated", ""),
    ("ndpr-metal", "JPN", "CHN", 30, "baci-202601;own-estimate", "estimated", "32 t of all metals in 2023"),
    ("ndpr-oxide", "MYS", "VNM", 2000, "baci-202601;own-estimate", "estimated",
        "Japanese-owned and Chinese-owned metal works"),
    ("ndpr-oxide", "CHN", "VNM", 450, "baci-202601;own-estimate", "estimated", "tolling"),
    ("ndpr-oxide", "USA", "VNM", 350, "baci-202601;own-estimate", "estimated", "tolled to metal"),
    ("ndpr-oxide", "MYS", "JPN", 420, "baci-202601;own-estimate", "estimated", "long-term contracts"),
    ("ndpr-oxide", "CHN", "JPN", 150, "baci-202601;own-estimate", "estimated", ""),
    ("ndpr-oxide", "USA", "JPN", 50, "baci-202601;own-estimate", "estimated", "distribution contract of 2023"),
    ("ndpr-oxide", "MYS", "THA", 1000, "baci-202601;own-estimate", "estimated", ""),
    ("ndpr-oxide", "IND", "JPN", 300, "irel-2024;own-estimate", "estimated", "contract of IREL with Toyotsu"),
    ("ndpr-oxide", "CHN", "THA", 560, "baci-202601;own-estimate", "estimated", ""),
    ("ndpr-oxide", "MYS", "CHN", 2250, "baci-202601;own-estimate", "estimated", ""),
    ("ndpr-oxide", "USA", "CHN", 180, "baci-202601;own-estimate", "estimated",
        "early sales through the Chinese shareholder"),
    ("antimony-metal", "CHN", "USA", 14300, "mcs-2026", "derived",
        "oxide 24 kt gross x 0.835 x 66 % and metal 4.9 kt x 22 %"),
    ("antimony-metal", "ROW", "USA", 5500, "mcs-2026", "derived", "oxide and metal, Belgium, Bolivia and others"),
    ("antimony-metal", "FRA", "USA", 1000, "mcs-2026", "derived", "oxide, 5 % of 20 kt contained"),
    ("antimony-metal", "IND", "USA", 1080, "mcs-2026", "derived", "metal, 22 % of 4.9 kt"),
    ("antimony-metal", "THA", "USA", 980, "mcs-2026", "derived", "metal, 20 % of 4.9 kt"),
    ("antimony-metal", "VNM", "USA", 640, "mcs-2026", "derived", "metal, 13 % of 4.9 kt"),
    ("tungsten-powder", "AUT", "SWE", 1600, "own-estimate", "estimated",
        "the Austrian works belong to the Swedish maker of tools"),
    ("tungsten-powder", "CHN", "SWE", 1100, "own-estimate", "estimated", ""),
    ("tungsten-powder", "DEU", "SWE", 400, "own-estimate", "estimated", ""),
    ("natural-graphite", "CHN", "KOR", 32900, "un-comtrade-cited", "reported", "flake and powder, 250410"),
    ("natural-graphite", "CHN", "JPN", 24100, "un-comtrade-cited", "reported", "flake and powder, 250410"),
    ("natural-graphite", "CHN", "USA", 16100, "un-comtrade-cited", "estimated",
        "flake and powder, 250410; other forms and Hong Kong are not in it"),
    ("natural-graphite", "CHN", "DEU", 8900, "un-comtrade-cited", "reported", "flake and powder, 250410"),
    ("natural-graphite", "CHN", "IND", 7300, "un-comtrade-cited", "reported", "flake and powder, 250410"),
]


# Trade that gravity would invent and that nobody reports: the plants there run on the feed of NAMED or their own.
NO_TRADE = {("monazite-concentrate", "AUS", "EST"), ("monazite-concentrate", "AUS", "IND"),
            ("monazite-concentrate", "RUS", "IND"), ("monazite-concentrate", "RUS", "MYS"),
            ("monazite-concentrate", "AUS", "USA")}
# Ores that a country keeps: Indian monazite is state property, China imports tungsten and antimony ore on balance.
NO_EXPORT = {("monazite-concentrate", "IND"), ("tungsten-concentrate", "CHN"), ("antimony-ore", "CHN")}


def iso2():
    codes = {}
    three = iso3_to_region()
    for row in rows_of(shared("concordance", "country_codes.csv")):
        codes[row["iso2"]] = three.get(row["iso3"], "ROW")
    codes.update({"TW": "TWN", "HK": "CHN", "GR": "ROW", "EL": "ROW"})
    return codes


def census_names(eu_shares):
    """US Census country name -> {region: share}; the EU is one row and shared by `eu_shares`."""
    three = iso3_to_region()
    names = {}
    for row in rows_of(shared("concordance", "country_codes.csv")):
        if row["us_census_name"]:
            names[row["us_census_name"].upper()] = {three.get(row["iso3"], "ROW"): 1.0}
    names.update({"EUROPEAN UNION": dict(eu_shares), "KOREA, SOUTH": {"KOR": 1.0}, "TAIWAN": {"TWN": 1.0},
                  "VIETNAM": {"VNM": 1.0}, "HONG KONG": {"CHN": 1.0}, "RUSSIA": {"RUS": 1.0},
                  "TURKEY": {"TUR": 1.0}, "SLOVAKIA": {"ROW": 1.0}, "CHINA": {"CHN": 1.0},
                  "UNITED KINGDOM": {"GBR": 1.0}})
    return names


def magnets(output=None):
    """(origin, destination) -> (t of rare-earth magnets, value MUSD), and the calibrated price.

    With `output` (t of rare-earth magnets made, by region) re-exports are traced: what an economy other than China
    sends out beyond four fifths of its own output comes from the origins of its imports, in their proportion."""
    codes = iso3_to_region()
    flows = []
    for row in rows_of(shared("baci_magnets", "baci2024_850511.csv")):
        origin, destination = codes.get(row["exporter"], "ROW"), codes.get(row["importer"], "ROW")
        value, mass = float(row["value_kusd"]), float(row["qty_t"] or 0)
        if origin != destination and value > 0:
            flows.append((origin, destination, value, mass or value / 20))

    def mass_at(price, value, mass):
        return min(mass, max(0.0, (value - OTHER_MAGNET_USD_KG * mass) / (price - OTHER_MAGNET_USD_KG)))

    low, high = 20.0, 200.0
    for _ in range(80):
        price = (low + high) / 2
        total = sum(mass_at(price, v, m) for o, _, v, m in flows if o == "CHN")
        low, high = (price, high) if total > CHINA_MAGNETS_T else (low, price)
    result = defaultdict(lambda: [0.0, 0.0])
    for origin, destination, value, mass in flows:
        tonnes = mass_at(price, value, mass)
        result[origin, destination][0] += tonnes
        result[origin, destination][1] += max(0.0, value - OTHER_MAGNET_USD_KG * (mass - tonnes)) / 1000
    if output is not None:
        result = traced(result, output)
    return {pair: tuple(v) for pair, v in sorted(result.items()) if v[0] > 0}, price


def traced(flows, output):
    """Flows by origin of make instead of last port of call; one pass, masses and values move together."""
    sent, imports = defaultdict(float), defaultdict(dict)
    for (origin, destination), (mass, _) in flows.items():
        sent[origin] += mass
        imports[destination][origin] = mass
    result = defaultdict(lambda: [0.0, 0.0])
    moved = defaultdict(float)
    for (origin, destination), (mass, value) in sorted(flows.items()):
        excess = 0.0 if origin == "CHN" else max(0.0, 1 - .8 * output.get(origin, 0) / sent[origin])
        sources = {p: m for p, m in imports[origin].items() if p != destination}
        total = sum(sources.values())
        if total <= 0:
            excess = 0.0
        result[origin, destination][0] += mass * (1 - excess)
        result[origin, destination][1] += value * (1 - excess)
        for p, m in sources.items():
            if excess > 0:
                result[p, destination][0] += mass * excess * m / total
                result[p, destination][1] += value * excess * m / total
                moved[p, origin] += mass * excess * m / total
    for pair, mass in moved.items():
        left = max(0.0, 1 - mass / result[pair][0]) if result[pair][0] > 0 else 0.0
        result[pair][0] *= left
        result[pair][1] *= left
    return result


def european():
    """(item, origin, destination) -> MUSD, imports of EU members by 8-digit code; and which come from codes of several
    elements, shared out by judgement."""
    codes = iso2()
    values = defaultdict(float)
    shared_codes = set()
    files = (("eu_imports_rare_earths_2022_2024.csv", "28"), ("eu_imports_critical_cn8_2022_2024.csv.gz", ""))
    seen = set()
    for name, _ in files:
        for row in rows_of(shared("eu_comext_cn8", name)):
            key = (row["importer"], row["partner"], row["cn8"])
            if row["year"] != "2024" or row["cn8"] not in CODE_SPLIT or key in seen:
                continue
            seen.add(key)
            origin, destination = codes.get(row["partner"], "ROW"), codes.get(row["importer"], "ROW")
            if origin == destination:
                continue
            split = CODE_SPLIT[row["cn8"]]
            if row["cn8"] == "28469060" and row["partner"] in ("NO", "IT"):
                split = {"contrast-agent": 1}    # plants there make gadolinium contrast agents, not oxides
            for item, share in split.items():
                values[item, origin, destination] += share * float(row["value_eur"]) * EUR_USD / 1e6
                if share < 1:
                    shared_codes.add((item, origin, destination))
    return values, shared_codes


def american(eu_shares):
    """(item, origin) -> MUSD, US imports for consumption by 10-digit code; and which come from shared codes."""
    names = census_names(eu_shares)
    values = defaultdict(float)
    shared_codes = set()
    for row in rows_of(shared("us_imports_2024", "us_imports_2024_hs10_ree_chain.csv.gz")):
        for item, share in HTS_SPLIT.get(row["hs10"], {}).items():
            for origin, part in names.get(row["country"], {"ROW": 1.0}).items():
                if origin != "USA":
                    values[item, origin] += share * part * float(row["value_usd"]) / 1e6
                    if share * part < 1:
                        shared_codes.add((item, origin))
    return values, shared_codes


def antimony():
    codes = iso3_to_region()
    values = defaultdict(lambda: [0.0, 0.0])
    for row in rows_of(shared("baci_magnets", "baci2024_30codes.csv.gz")):
        if row["hs6"] == "811010":
            origin, destination = codes.get(row["exporter"], "ROW"), codes.get(row["importer"], "ROW")
            if origin != destination:
                values[origin, destination][0] += float(row["qty_t"] or 0)
                values[origin, destination][1] += float(row["value_kusd"]) / 1000
    return values


def materials():
    """Known flows of materials other than magnets: (item, origin, destination, t, MUSD, source, grade, note)."""
    flows = []
    eu, eu_shared = european()
    supply = defaultdict(float)
    for (item, origin, _), value in eu.items():
        if origin in EU:
            supply[origin] += value
    total = sum(supply.values())
    eu_shares = {origin: value / total for origin, value in supply.items()}
    for (item, origin, destination), value in sorted(eu.items()):
        if destination in REGIONS:
            flows.append((item, origin, destination, value * 1000 / UNIT_VALUE[item], value, "comext-2024",
                          "estimated" if (item, origin, destination) in eu_shared else "derived",
                          "value of the 8-digit code shared over its elements, over a price of 2024"))
    us, us_shared = american(eu_shares)
    for (item, origin), value in sorted(us.items()):
        flows.append((item, origin, "USA", value * 1000 / UNIT_VALUE[item], value, "census-2024",
                      "estimated" if (item, origin) in us_shared else "derived",
                      "value of the 10-digit code shared over its elements, over a price of 2024"))
    for (origin, destination), (mass, value) in sorted(antimony().items()):
        if mass > 0 and destination != "USA":
            flows.append(("antimony-metal", origin, destination, mass, value, "baci-202601", "derived",
                          "metal, code 811010; oxides are not in it"))
    have = {(f[0], f[1], f[2]) for f in flows}
    for item, origin, destination, mass, source, grade, note in NAMED:
        if (item, origin, destination) in have:
            flows = [f for f in flows if f[:3] != (item, origin, destination)]
        flows.append((item, origin, destination, float(mass), None, source, grade, note))
    return flows
