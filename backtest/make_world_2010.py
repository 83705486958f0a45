#!/usr/bin/env python3
"""Write the overlay world of about 2010 (worlds/rare-earths-2010/source) from the world of 2024 and the tables below.

What is about 2010 is stated here, region by region: mines, separation, metals, alloys, magnets, other first uses,
industries, prices, projects. Named works of 2024 that stood in 2010 share their region's total in the proportion of
2024; works that came later are removed. Chains that no measure of the episode touches (gallium, germanium, antimony,
tungsten, graphite, superhard materials, chips) keep their rows of 2024. Run it again whenever the world of 2024
changes. Standard library only; the output depends on nothing else.
"""
import csv
import os

HERE = os.path.dirname(os.path.abspath(__file__))
BASE = os.path.join(HERE, "..", "worlds", "rare-earths", "source")
OUT = os.path.join(HERE, "..", "worlds", "rare-earths-2010", "source")
YEAR = "2010"

# t of main output a year, by item and region. Concentrates: t of oxide contained.
OUTPUT = {
    "bastnaesite-concentrate": ({"CHN": 85500}, "mcs-2012;own-2010", "estimated",
                                "130 kt of oxide in China (USGS) less ion-adsorption ore; Bayan Obo 55-65 kt"),
    "monazite-concentrate": ({"IND": 2800, "RUS": 1500, "ROW": 30}, "mcs-2012;bgs-wms", "reported",
                             "India (USGS); Russian loparite 1496 t (BGS)"),
    "ionic-clay-concentrate": ({"CHN": 44500, "MYS": 470}, "mcs-2012;own-2010", "estimated",
                               "southern ore with what was mined outside the plan (45-55 kt in trade estimates); "
                               "Malaysian xenotime (BGS)"),
    "dysprosium-oxide": ({"CHN": 1530}, "own-2010", "derived", "44.5 kt of ion-adsorption ore over 29.06"),
    "magnet-scrap": ({}, "own-2010", "assumed",
        "collection of old magnets had hardly begun: swarf of the works alone"),
    "ndpr-metal": ({"CHN": 23000, "JPN": 900, "VNM": 300, "GBR": 150}, "own-2010;baci-202601", "estimated",
                   "oxide left after other uses over 1.2; Viet Nam exported metal worth 20 MUSD"),
    "lanthanum-cerium-metal": ({"CHN": 15500, "JPN": 3000, "AUT": 600, "BRA": 0, "USA": 200, "IND": 200, "ROW": 200},
        "own-2010", "estimated",
                               "mischmetal for steel, flints and nickel-metal-hydride cells"),
    "samarium-metal": ({"CHN": 560, "JPN": 10, "GBR": 10}, "own-2010", "estimated",
        "samarium-cobalt magnets of 850 t"),
    "gadolinium-metal": ({"CHN": 700, "JPN": 10}, "own-2010", "estimated", ""),
    "dysprosium-metal": ({"CHN": 1050, "JPN": 60, "GBR": 5}, "own-2010", "estimated",
        "oxide of 1530 t less other uses"),
    "terbium-metal": ({"CHN": 75, "JPN": 6, "GBR": 1}, "own-2010", "estimated", "lamps took most terbium"),
    "yttrium-metal": ({"CHN": 150, "JPN": 15, "USA": 3}, "own-2010", "assumed", ""),
    "ndfeb-alloy": ({"CHN": 82500, "JPN": 20500, "THA": 1500, "DEU": 900, "GBR": 200},
        "china-org-2013;ccr-2011;own-2010", "derived",
                    "blanks of 98200 t and bonded powder, 1 % lost"),
    "smco-alloy": ({"CHN": 800, "JPN": 120, "USA": 130, "DEU": 90, "GBR": 40, "CHE": 20, "FRA": 20, "RUS": 20},
        "ccr-2011;own-2010", "estimated", ""),
    "ndfeb-magnet": ({"CHN": 31700, "JPN": 3400, "DEU": 200, "ROW": 130}, "china-org-2013;own-2010", "derived",
                     "world 98200 t of sintered blanks (China 79.4 %, Japan 19.3 %, Europe 1.3 %) over 1.40; split "
                     "of grades is a judgement"),
    "ndfeb-magnet-heavy": ({"CHN": 24000, "JPN": 10100, "DEU": 400, "ROW": 200}, "china-org-2013;own-2010", "derived",
                           "as for the other grade; Japan made the hot grades"),
    "ndfeb-magnet-bonded": ({"CHN": 4000, "JPN": 1000, "DEU": 150, "USA": 150, "KOR": 100, "THA": 200, "CHE": 100,
        "ROW": 100},
                            "ccr-2011;own-2010", "estimated", "China 4000 t reported"),
    "smco-magnet": ({"CHN": 600, "JPN": 90, "USA": 100, "DEU": 70, "GBR": 30, "CHE": 15, "FRA": 15, "RUS": 15},
        "ccr-2011;own-2010", "estimated",
                    "China 600 t reported"),
    "polishing-powder": ({"CHN": 14000, "JPN": 7500, "FRA": 1800, "KOR": 1500, "TWN": 700, "GBR": 700, "USA": 1800,
        "DEU": 300, "EST": 200,
                          "ROW": 500}, "own-2010", "estimated", "range 22-35 kt; Japan polished discs and panels"),
    "fcc-catalyst": ({"USA": 250000, "DEU": 50000, "NLD": 50000, "CHN": 90000, "JPN": 40000, "IND": 20000,
        "BRA": 25000, "RUS": 15000,
                      "ROW": 25000, "KOR": 5000, "ESP": 5000, "ITA": 5000}, "own-2010", "estimated",
                          "range 450-650 kt"),
    "auto-catalyst-washcoat": ({"CHN": 5500, "JPN": 7500, "FRA": 4500, "USA": 3500, "GBR": 2000, "AUT": 1500,
        "KOR": 800, "THA": 300, "VNM": 0,
                                "DEU": 600, "IND": 100, "ROW": 100}, "own-2010", "estimated",
                                    "78 million vehicles at about 0.33 kg"),
    "phosphor": ({"CHN": 7000, "JPN": 2300, "KOR": 800, "USA": 600, "DEU": 700, "TWN": 100, "GBR": 30, "NLD": 100},
        "own-2010", "estimated",
                 "tri-colour lamps and plasma panels; about 8 kt of oxide in trade estimates"),
    "ysz-powder": ({"JPN": 3600, "CHN": 4500, "FRA": 1500, "USA": 1500, "GBR": 500, "AUT": 400, "KOR": 200, "VNM": 0,
        "DEU": 300, "AUS": 300,
                    "TWN": 100}, "own-2010", "estimated", ""),
    "nimh-alloy": ({"CHN": 16000, "JPN": 13000, "USA": 200, "ROW": 200}, "own-2010", "estimated",
        "hybrid cars and rechargeable cells"),
}
# separation of light oxide, by site: t of NdPr oxide
SEPARATION = {
    "northern-baotou-separation": (8600, "own-2010", "derived",
        "Bayan Obo feed of 61.5 kt over 5.75, shared by judgement"),
    "gansu-separation": (2000, "own-2010", "derived", ""), "zibo-separation": (900, "own-2010", "derived", ""),
    "shenghe-leshan": (900, "own-2010", "derived", ""), "jiangxi-copper-mianning": (900, "own-2010", "derived", ""),
    "weishan-separation": (400, "own-2010", "derived", ""),
    "ndpr-oxide-rest-chn": (1170, "own-2010", "derived", "so that 85.5 kt of Chinese light ore over 5.75 is met"),
    "aluva": (520, "mcs-2012;own-2010", "derived", "2800 t of Indian feed over 5.35"),
    "silmet": (280, "bgs-wms;own-2010", "derived", "1500 t of Russian feed over 5.35"),
    "ndpr-oxide-recycling-chn": (6200, "own-2010", "derived",
        "swarf of 55.7 kt of finished magnets at 0.37 over 3.42"),
    "shin-etsu-takefu-recycling": (1450, "own-2010", "derived",
        "swarf of 13.5 kt of finished magnets at 0.37 over 3.42"),
}
# works of 2024 that did not stand in 2010 share nothing
NOT_YET = {"serra-verde", "magnequench-thailand-new", "noveon-free", "noveon-heavy", "shin-etsu-vietnam-free",
    "shin-etsu-vietnam-heavy",
           "korea-strategic-materials", "saskatoon-metal", "gqd-rayong", "hailong-bonded", "northern-magnetic-alloy",
               "mount-weld",
           "mountain-pass-mine", "mountain-pass-separation", "kuantan"}
# sites of 2010 with a project
WAITING = {
    "mountain-pass-mine": "Mountain Pass mine and mill", "mountain-pass-separation": "Mountain Pass separation",
    "mount-weld": "Mount Weld mine and concentrator", "kuantan": "Lynas Advanced Materials Plant, Kuantan",
}
PROJECTS = [
    "mountain-pass-restart-ore,\"Mountain Pass, restart of "
    "mining\",mountain-pass-mine,19050,2010-12-15,2012-02-15,2012-12-31,730,0.1,180,2,Molycorp,"
    "restart decided; permits December 2010,molycorp-2010;mcs-2016,2010,derived,\"19050 t of oxide a year in "
    "project Phoenix; USGS counts 3000 t in 2012 and 5500 t in 2013\"",
    "mountain-pass-restart,\"Mountain Pass, new separation (project "
    "Phoenix)\",mountain-pass-separation,2600,2011-12-31,2012-10-31,2013-12-31,900,0.1,180,2,"
    "Molycorp,under construction,molycorp-2010;mcs-2016,2010,derived,19050 t of oxide at 7.4 t per t of NdPr; slow "
    "ramp",
    "mount-weld-start,\"Mount Weld concentrator, phase "
    "1\",mount-weld,11000,2011-05-14,2011-05-31,2011-09-30,540,0.2,60,2,Lynas,"
    "under construction,lynas-2010q4,2010,reported,first feed to the concentrator in May 2011",
    "kuantan-start,\"Lynas Advanced Materials Plant, phase "
    "1\",kuantan,2360,2011-09-30,2012-11-30,2013-06-30,730,0.1,60,2,Lynas,"
    "under construction; planned for the third quarter of 2011,lynas-2010q4,2010,derived,11000 t of oxide at 4.65 t "
    "per t of NdPr; first feed to the kiln on 30 November 2012",
]
MINE_SHARES = {"bayan-obo": 61500, "maoniuping": 16500, "dalucao": 4000, "weishan": 2500,
    "bastnaesite-concentrate-rest-chn": 1000,
               "ganzhou-clay": 22000, "fujian-clay": 5500, "guangdong-clay": 9000, "guangxi-clay": 3500,
                   "ionic-clay-concentrate-rest-chn": 4500,
               "ionic-clay-concentrate-rest-mys": 470, "irel-sands": 2800, "lovozero": 1500,
                   "monazite-concentrate-rest-row": 30}

# USD/kg of oxide: mean of the first half of 2010, free on board China (outside) and inside China, low, high
PRICES = {
    "lanthanum-oxide": (7.0, 4.6, 6.0, 12.0), "cerium-oxide": (5.5, 3.2, 4.4, 10.5), "ndpr-oxide": (29.0, 24.0, 26.5,
        41.0),
    "samarium-oxide": (4.4, 2.5, 3.4, 9.5), "europium-oxide": (520.0, 420.0, 510.0, 560.0), "terbium-oxide": (500.0,
        415.0, 475.0, 540.0),
    "dysprosium-oxide": (190.0, 160.0, 155.0, 280.0), "gadolinium-oxide": (9.0, 7.0, 7.0, 14.0),
        "yttrium-oxide": (11.0, 6.5, 10.0, 16.0),
    "ndpr-metal": (40.0, 34.0, 36.0, 56.0), "lanthanum-cerium-metal": (12.0, 8.0, 9.0, 18.0),
        "dysprosium-metal": (260.0, 220.0, 210.0, 370.0),
    "terbium-metal": (640.0, 550.0, 610.0, 690.0), "samarium-metal": (22.0, 18.0, 18.0, 30.0),
        "gadolinium-metal": (18.0, 15.0, 15.0, 25.0),
    "ndfeb-magnet": (42.0, 28.0, 35.0, 60.0), "ndfeb-magnet-heavy": (65.0, 45.0, 50.0, 90.0),
        "ndfeb-magnet-bonded": (40.0, 28.0, 33.0, 55.0),
    "smco-magnet": (110.0, 75.0, 90.0, 140.0), "ndfeb-alloy": (18.0, 15.0, 15.0, 25.0),
    "ionic-clay-concentrate": (14.0, 12.0, 10.0, 20.0), "bastnaesite-concentrate": (3.0, 2.4, 2.0, 4.5),
        "monazite-concentrate": (3.5, 3.0, 2.0, 6.0),
    "polishing-powder": (10.0, 7.0, 8.0, 15.0), "phosphor": (45.0, 35.0, 35.0, 60.0),
}
QUOTED = {"lanthanum-oxide", "cerium-oxide", "ndpr-oxide", "samarium-oxide", "europium-oxide", "terbium-oxide",
    "dysprosium-oxide"}

# gross output of 2010 in dollars of 2024 over that of 2024, by industry: China, Japan, other advanced, other emerging
GROWTH = {
    "industry-aerospace": (0.30, 0.85, 0.75, 0.60), "industry-defence": (0.40, 0.75, 0.80, 0.60),
    "industry-machinery-and-robots": (0.48, 1.05, 0.85, 0.60), "industry-wind-power": (0.30, 0.90, 0.60, 0.20),
    "industry-consumer-electronics": (0.45, 3.50, 1.30, 0.50), "industry-computers-and-data-centres": (0.50, 2.20,
        0.90, 0.60),
    "industry-semiconductors": (0.20, 1.20, 0.60, 0.45), "industry-medical-devices": (0.25, 0.90, 0.65, 0.45),
    "industry-refining": (0.45, 1.25, 1.05, 0.85), "industry-glass-and-optics": (0.45, 2.00, 1.00, 0.60),
    "industry-appliances": (0.45, 1.30, 0.95, 0.60), "industry-telecom-and-lighting": (0.40, 1.80, 0.95, 0.55),
}
EMERGING = {"VNM", "THA", "MYS", "MMR", "LAO", "IND", "IDN", "MEX", "BRA", "TUR", "RUS", "ROW", "POL", "CZE", "HUN",
    "EST"}
# vehicles made in 2010, million (OICA), against those of 2024
VEHICLES = {"CHN": (18.3, 31.3), "USA": (7.8, 10.6), "JPN": (9.6, 8.2), "DEU": (5.9, 4.1), "KOR": (4.3, 4.1),
    "IND": (3.6, 6.0), "MEX": (2.3, 4.2),
            "ESP": (2.4, 2.4), "FRA": (2.2, 1.4), "GBR": (1.4, 0.9), "THA": (1.6, 1.5), "BRA": (3.4, 2.5),
                "CAN": (2.1, 1.3), "ITA": (0.84, 0.59),
            "POL": (0.87, 0.56), "CZE": (1.1, 1.45), "TUR": (1.1, 1.37), "RUS": (1.4, 0.98), "HUN": (0.21, 0.44),
                "SWE": (0.22, 0.30)}
ELECTRIC = {"JPN": 0.30, "USA": 0.05, "CHN": 0.001, "DEU": 0.005, "KOR": 0.01,
    "FRA": 0.002}       # share of the output of 2024

# more of the light oxides was sold apart: prices paid for it
RECIPES = [
    ["separate-bastnaesite", "ndpr-oxide", "coproduct", "lanthanum-oxide", 1.45, "t/t", "", "", "", "", "",
        "usgs-pp1802o;own-2010", "2010", "estimated",
     "27.7 % of feed; 91 % sold"],
    ["separate-bastnaesite", "ndpr-oxide", "coproduct", "cerium-oxide", 2.6, "t/t", "", "", "", "", "",
        "usgs-pp1802o;own-2010", "2010", "estimated",
     "49.6 % of feed; 91 % sold"],
]
# uses of 2010 that the industries' recipes of 2024 do not hold: item, use, quantity by region
EXTRA_DEMAND = [
    ("nimh-alloy", "rechargeable cells sold apart and hybrid batteries", {"CHN": 9500, "JPN": 8500, "USA": 300,
        "DEU": 300}),
    ("disk-drive", "drives sold apart and in home devices", {"CHN": 120000000, "USA": 60000000, "JPN": 25000000,
        "DEU": 25000000, "ROW": 70000000}),
    ("phosphor", "tri-colour lamps and plasma panels", {"CHN": 3500, "JPN": 900, "DEU": 400, "USA": 400, "KOR": 500}),
]

USES = 0.45      # other uses of oxides and metals that are listed one by one: judgement


def read(name):
    rows = []
    for file in sorted(os.listdir(BASE)):
        if file == name + ".csv" or (file.startswith(name + "-") and file.endswith(".csv")):
            with open(os.path.join(BASE, file), encoding="utf-8", newline="") as handle:
                rows += list(csv.DictReader(handle))
    return rows


def number(value):
    return f"{value:.4g}" if value < 1000 else f"{value:.0f}"


def write(name, header, rows):
    with open(os.path.join(OUT, name + ".csv"), "w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def chain():
    return set(OUTPUT) | {"ndpr-oxide"}


def sites():
    kept, gone = [], []
    base = [row for row in read("sites") if row["item"] in chain()]
    was = {row["site"]: float(row["output"]) for row in base}
    for row in base:
        item, site, region = row["item"], row["site"], row["region"]
        if site in WAITING:
            row.update(name=WAITING[site], capacity="0", output="0", source="own-2010", grade="reported",
                       note="no output in 2010; capacity comes with the project")
            kept.append(row)
            continue
        if item == "ndpr-oxide":
            total, source, grade, note = SEPARATION.get(site, (0, "", "", ""))
        else:
            totals, source, grade, note = OUTPUT[item]
            if site in MINE_SHARES:
                total = MINE_SHARES[site]
            elif item.endswith("-concentrate"):
                total = 0
            else:
                stood = [r for r in base if r["item"] == item and r["region"] == region and r[
                    "site"] not in NOT_YET and was[r["site"]] > 0]
                weight = sum(was[r["site"]] for r in stood)
                total = totals.get(region, 0) * was[site] / weight if any(r["site"] == site for r in stood) else 0
        if total <= 0:
            gone.append(("sites", site, "not in 2010"))
            continue
        row.update(output=number(total), capacity=number(float(number(total)) * 1.2), source=source, grade=grade,
            note=note)
        kept.append(row)
    for item, (totals, *_rest) in OUTPUT.items():
        have = {}
        for row in kept:
            if row["item"] == item:
                have[row["region"]] = have.get(row["region"], 0) + float(row["output"])
        for region, total in totals.items():
            if total > 0 and abs(have.get(region, 0) - total) > 0.01 * total + 1:
                raise SystemExit(
                    f"{item} {region}: {have.get(region, 0)} instead of {total}: no site of 2024 can carry it")
    for row in kept:
        row["year"] = YEAR
    return kept, gone


def scaled_industries():
    rows = []
    for row in read("industries"):
        region, industry = row["region"], row["industry"]
        if industry == "industry-motor-vehicles":
            then, now = VEHICLES.get(region, (0.9, 1.0))
            base = float(row["output_musd"])
            electric = [float(r["output_musd"]) for r in read_industries()
                        if r["region"] == region and r["industry"] == "industry-electric-vehicles"]
            factor = then / now * (base + sum(electric)) / base if base > 0 else 1.0
            source = "oica-2010;own-2010"
            note = "vehicles made in 2010 over 2024, at the value of 2024; nearly all with a combustion engine"
        elif industry == "industry-electric-vehicles":
            factor = ELECTRIC.get(region, 0.001)
            source = "own-2010"
            note = "about a million hybrid cars in the world, two thirds of them Japanese; judgement"
        else:
            china, japan, advanced, emerging = GROWTH[industry]
            group = emerging if region in EMERGING else advanced
            factor = china if region == "CHN" else japan if region == "JPN" else group
            source = "wiod-2013;own-2010"
            note = ("output in dollars of 2024 over that of 2024, by group of economies; rounded judgement from WIOD "
                    "sectors")
        out = dict(row)
        for column in ("output_musd", "value_added_musd", "employment_thousand"):
            if row[column]:
                out[column] = number(float(row[column]) * factor)
        out.update(source=source, year=YEAR, grade="estimated", note=note)
        rows.append(out)
    return rows


_INDUSTRIES = []


def read_industries():
    if not _INDUSTRIES:
        _INDUSTRIES.extend(read("industries"))
    return _INDUSTRIES


OXIDES = {"lanthanum-oxide", "cerium-oxide", "samarium-oxide", "europium-oxide", "gadolinium-oxide", "terbium-oxide",
    "dysprosium-oxide",
          "holmium-oxide", "erbium-oxide", "thulium-oxide", "ytterbium-oxide", "lutetium-oxide", "yttrium-oxide",
              "ndpr-oxide"}


def sellers(kept):
    """Regions that make an item of the chain in 2010, coproducts with their main product."""
    makers = {}
    for row in kept:
        if float(row["output"]) > 0 or row["site"] in WAITING:
            makers.setdefault(row["item"], set()).add(row["region"])
    light = makers["ndpr-oxide"]
    for item in OXIDES:
        makers[item] = {"CHN"} | (light if item in ("lanthanum-oxide", "cerium-oxide", "ndpr-oxide") else set())
    makers["ionic-clay-concentrate"] |= makers["ndpr-oxide"] & {"IND", "EST", "MYS"}
    return makers


def flows(makers):
    """Rows of 2024 stay as the pattern that the balance starts from; rows from regions that made nothing in 2010 go."""
    kept, gone = [], []
    totals = {item: sum(rows[0].values()) for item, rows in OUTPUT.items()}
    now = {}
    for row in read("sites"):
        now[row["item"]] = now.get(row["item"], 0) + float(row["output"])
    for row in read("flows"):
        item = row["item"]
        if item not in makers and item not in chain():
            continue
        key = f"{item};{row['origin']};{row['destination']}"
        if row["origin"] not in makers.get(item, set()):
            gone.append(("flows", key, "origin makes none in 2010"))
            continue
        factor = totals[item] / now[item] if item in totals else USES
        out = dict(row)
        for column in ("quantity", "value_musd"):
            if row[column]:
                out[column] = number(float(row[column]) * factor)
        out.update(source="own-2010", year=YEAR, grade="assumed",
            note="pattern of 2024 at the size of 2010; a start for the balance only")
        kept.append(out)
    return kept, gone


def demand():
    rows, gone = [], []
    for row in read("demand"):
        if row["item"] not in chain() | OXIDES:
            continue
        key = f"{row['item']};{row['region']};{row['use']};{row['end_use']}"
        if row["item"].endswith("-concentrate") or row["use"].startswith("unsold"):
            gone.append(("demand", key, "not in 2010"))
            continue
        row = dict(row, quantity=number(float(row["quantity"]) * USES), source="own-2010", year=YEAR, grade="assumed",
                   note="quantity of 2024 times 0.45; judgement")
        rows.append(row)
    for item, use, quantities in EXTRA_DEMAND:
        for region, quantity in quantities.items():
            rows.append({"item": item, "region": region, "use": use, "quantity": number(quantity),
                "end_use": "civil", "essential": "no",
                         "source": "own-2010", "year": YEAR, "grade": "assumed",
                             "note": "judgement; so that the published output has its use"})
    return rows, gone


def prices():
    rows = []
    for item, (outside, inside, low, high) in PRICES.items():
        quoted = item in QUOTED
        source = "lynas-2010" if quoted else "own-2010"
        grade = "derived" if quoted else "estimated"
        note = (
            "between the mean of the first quarter and the quote of 26 July 2010, before the rise; inside China "
            "less the export duty of "
                "15-25 % and the value of a quota" if quoted else "in proportion to its oxides")
        rows.append([item, "*", outside, low, high, "first half of 2010", source, YEAR, grade, note])
        rows.append([item, "CHN", inside, round(inside * low / outside, 2), round(inside * high / outside, 2),
            "first half of 2010", source, YEAR,
                     "estimated", note])
    return rows


def margins():
    chn, world = "CHN", ""
    rows = [
        ["output-total", "group:concentrate", world, "", 134800, "t", "mcs-2012;bgs-wms", YEAR, "derived",
            "USGS world 133 kt and Russia"],
        ["output-total", "group:concentrate", chn, "", 130000, "t", "mcs-2012", YEAR, "reported",
            "118.9 kt in BGS; the plan allowed 89.2 kt"],
        ["output-share", "group:concentrate", chn, "", 0.965, "1", "mcs-2012", YEAR, "derived",
            "97 % in USGS, which leaves Russia out"],
        ["output-share", "ndfeb-magnet", chn, "", 0.895, "1", "own-2010", YEAR, "estimated",
            "both grades together 79.4 %"],
        ["output-share", "ndfeb-magnet-heavy", chn, "", 0.69, "1", "own-2010", YEAR, "estimated",
            "both grades together 79.4 %"],
        ["output-share", "smco-magnet", chn, "", 0.64, "1", "ccr-2011;own-2010", YEAR, "estimated", ""],
        ["export-total", "group:magnet", chn, "", 13886, "t", "ccr-2011", YEAR, "reported",
            "13,885.92 t of rare-earth permanent magnets"],
        ["output-total", "disk-drive", world, "", 651000000, "unit", "trendfocus-2010", YEAR, "reported",
            "651 million drives shipped"],
    ]
    for item, (totals, source, grade, note) in OUTPUT.items():
        if item.endswith("-concentrate") or item in ("magnet-scrap",
            "ndpr-metal"):      # metal follows from oxide and alloy
            continue
        rows.append(["output-total", item, world, "", sum(totals.values()), "t", source, YEAR, "estimated", note])
    own = {tuple(str(v) for v in row[:4]) for row in rows}
    gone = []
    named = chain() | OXIDES
    groups = {"group:magnet", "group:concentrate", "group:light-metal", "group:light-oxide", "group:heavy-oxide",
        "group:medium-oxide",
              "group:heavy-metal", "group:medium-metal", "group:magnet-alloy"}
    for row in read("margins"):
        key = (row["kind"], row["item"], row["region"], row["partner"])
        if (row["item"] in named or row["item"] in groups) and key not in own:
            gone.append(("margins", ";".join(key), "of 2024"))
    return rows, gone


INVENTORIES = [
    ["market", "JPN", "tier:upstream", "*", 20, 45, 90, "wsj-2011;own-2010", YEAR, "assumed",
        "trading houses before the lesson of autumn 2010; imports of 2009 had been low"],
    ["market", "JPN", "tier:input", "*", 10, 25, 60, "own-2010", YEAR, "assumed",
        "no public stock of rare earths in 2010"],
    ["user", "JPN", "tier:upstream", "*", 20, 45, 100, "own-2010", YEAR, "assumed",
        "users spoke of stocks to spring 2011 in October 2010"],
]
SOURCES = [
    ["mcs-2012", "Mineral Commodity Summaries 2012, rare earths", "US Geological Survey", "2012-01",
        "https://www.usgs.gov/centers/national-minerals-information-center/rare-earths-statistics-and-information",
            "public domain"],
    ["mcs-2016", "Mineral Commodity Summaries 2016, rare earths (production 2012 to 2015)", "US Geological Survey",
        "2016-01",
            "https://www.usgs.gov/centers/national-minerals-information-center/rare-earths-statistics-and-information",
            "public domain"],
    ["ccr-2011", "Status quo and outlook for China's NdFeB magnet industry, China Chemical Reporter 2011 no. 15",
        "CNCIC", "2011-08-17", "https://ccr.com.cn/c/2011-08-17/629694.shtml", "facts"],
    ["china-org-2013", "Output of sintered NdFeB in 2010: world 98,200 t, China 79.4 %, Japan 19.3 %, Europe 1.3 %",
        "china.org.cn", "2013-08-12", "http://japanese.china.org.cn/business/txt/2013-08/12/content_29694121_2.htm",
            "facts"],
    ["lynas-2010", "Rare-earth prices of Lynas, quoted for 2009, the first quarter and 26 July 2010",
        "Lynas, quoted by Rare Metal Blog", "2010-07-27",
            "https://www.raremetalblog.com/raremetalblog-readers-break-records-lynas-ree-numbers-kick-off-debate/",
                "facts"],
    ["lynas-2010q4",
        "Quarterly report for the period ending 31 December 2010, and later releases on the start of works", "Lynas",
            "2011-01", "https://lynasrareearths.com/investors/", "facts"],
    ["molycorp-2010", "Annual reports 2010 to 2012: project Phoenix at Mountain Pass", "Molycorp", "2011-03",
        "https://www.sec.gov", "facts"],
    ["oica-2010", "World motor vehicle production 2010 and 2024", "OICA", "2011", "https://www.oica.net", "facts"],
    ["wiod-2013", "World Input-Output Database, release 2013 (outputs of 2008 and 2011)", "WIOD", "2013-11",
        "https://www.rug.nl/ggdc/valuechain/wiod/", "CC BY 4.0"],
    ["trendfocus-2010", "Hard disk drives shipped in 2010: 651 million", "StorageNewsletter", "2011",
        "https://www.storagenewsletter.com/2016/03/11/"
        "469-million-hdds-shipped-in-2015-651-million-hdds-in-2010-anandtech/",
        "facts"],
    ["wsj-2011", "Japan sustains Chinese rare-earth imports", "Wall Street Journal, China Real Time", "2011-01-06",
        "http://blogs.wsj.com/chinarealtime/2011/01/06/japan-sustains-chinese-rare-earth-imports/", "facts"],
    ["own-2010", "Estimates of this project for 2010: method in the row note and in backtest/make_world_2010.py",
        "chokepoint", "2010", "backtest/make_world_2010.py", "Apache-2.0"],
]


def main():
    os.makedirs(OUT, exist_ok=True)
    kept, gone = sites()
    makers = sellers(kept)
    flow_rows, flow_gone = flows(makers)
    demand_rows, demand_gone = demand()
    margin_rows, margin_gone = margins()
    gone += flow_gone + demand_gone + margin_gone
    gone += [("projects", row["project"], "after 2010") for row in read("projects")]
    lost = {site for table, site, _why in gone if table == "sites"}
    for row in read("sites"):
        if row["item"] not in chain() and float(row["capacity"]) == 0:
            gone.append(("sites", row["site"], "came with a project after 2010"))
    gone += [("stockpiles", row["stockpile"], "no such stock in 2010") for row in read("stockpiles")]
    assert lost
    write("sites", list(kept[0]), [list(row.values()) for row in kept])
    industry_rows = scaled_industries()
    write("industries", list(industry_rows[0]), [list(row.values()) for row in industry_rows])
    write("flows", list(flow_rows[0]), [list(row.values()) for row in flow_rows])
    write("demand", list(demand_rows[0]), [list(row.values()) for row in demand_rows])
    tail = ["source", "year", "grade", "note"]
    write("prices", ["item", "region", "price_usd", "low_usd", "high_usd", "year_basis"] + tail, prices())
    write("margins", ["kind", "item", "region", "partner", "value", "unit"] + tail, margin_rows)
    write("recipes", ["recipe", "output", "role", "component", "quantity", "unit", "group", "essentiality",
        "elasticity_short", "elasticity_long",
                      "elasticity_days"] + tail, RECIPES)
    write("inventories", ["holder", "region", "item", "user", "days_low", "days", "days_high"] + tail, INVENTORIES)
    write("sources", ["source", "title", "publisher", "date", "link", "licence"], SOURCES)
    write("remove", ["table", "key", "note"], gone)
    with open(os.path.join(OUT, "projects.csv"), "w", encoding="utf-8", newline="") as handle:
        handle.write(
            "project,name,site,capacity_added,start_early,start,start_late,ramp_days,learning,bring_forward_days,"
            "price_trigger,owner,status,source,year,grade,note\n")
        handle.write("\n".join(PROJECTS) + "\n")
    with open(os.path.join(OUT, "world.yaml"), "w", encoding="utf-8") as handle:
        handle.write(
            "name: rare-earths-2010\ntitle: Rare-earth chain, about 2010\nbase_year: 2010\nextends: "
            "../../rare-earths/source\n"
                     "minimum_flow_share: 0.002\n")


if __name__ == "__main__":
    main()
