#!/usr/bin/python3
"""Make scenarios/spread/rare-earths-wiod2013.csv: which share of WIOD's sectors the industries of worlds/rare-earths make.

    CK_SHARED=FOLDER tools/spread/concordance_wiod2013.py > scenarios/spread/rare-earths-wiod2013.csv

FOLDER/data/oecd_national_iot holds the OECD tables of 2019 with the output of 45 industries, FOLDER/data/wiod2013 the codes of WIOD's
regions. The method is in docs/joint.md, section "The shipped concordance".
"""
import csv
import gzip
import os
import sys
from collections import defaultdict

DATA = os.path.join(os.environ["CK_SHARED"], "data")
WORLD_GROWTH = 1.28        # nominal growth of world GDP 2019-2024, where a region refines no oil that would show its own
FULL = 0.98                # industries fill a sector up to here
NARROW, WIDE = 0.25, 0.5   # half-width of the range, over the share

# Where an industry's output is booked in ISIC Rev. 3. Whole classes are whole; the splits are judgement.
BOOKED = {
    "motor-vehicles": {"c15": 1}, "electric-vehicles": {"c15": 1}, "aerospace": {"c15": 1},
    "defence": {"c15": .45, "c13": .30, "c14": .25}, "machinery-and-robots": {"c13": 1}, "wind-power": {"c13": .7, "c14": .3},
    "consumer-electronics": {"c14": 1}, "computers-and-data-centres": {"c14": 1}, "semiconductors": {"c14": 1},
    "medical-devices": {"c14": 1}, "refining": {"c8": 1}, "glass-and-optics": {"c11": .8, "c14": .2},
    "appliances": {"c13": .7, "c14": .3}, "telecom-and-lighting": {"c14": 1},
}
SPLIT = {"defence", "wind-power", "glass-and-optics", "appliances"}
SECTORS = {             # WIOD's sectors out of the OECD's industries (ISIC Rev. 4)
    "c8": {"C19": 1}, "c11": {"C23": 1}, "c13": {"C28": 1, "C27": .3}, "c14": {"C26": 1, "C27": .7, "C31T33": .2},
    "c15": {"C29": 1, "C30": 1},
}


def oecd_outputs():
    """OECD output of 2019 by economy and industry, million USD."""
    outputs = {}
    with gzip.open(os.path.join(DATA, "oecd_national_iot/iot_2019_domimp.csv.gz"), "rt") as file:
        rows = csv.reader(file)
        columns = next(rows)[2:]
        for row in rows:
            if row[1] == "OUTPUT":
                outputs[row[0]] = {name: float(value or 0) for name, value in zip(columns, row[2:])}
    return outputs


def world_outputs():
    """Output of 2024 of the world's industries by region, million USD."""
    outputs = defaultdict(dict)
    with open("worlds/rare-earths/industries.csv", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            outputs[row["region"]][row["industry"].removeprefix("industry-")] = float(row["output_musd"])
    return outputs


OECD, WORLD = oecd_outputs(), world_outputs()


def sector_2019(economy, sector):
    return sum(weight * OECD[economy][industry] for industry, weight in SECTORS[sector].items())


def growth(region):
    """The world's refining is the OECD's of 2019 at the growth of GDP: their ratio is that growth."""
    refining = OECD[region]["C19"]
    return WORLD[region]["refining"] / refining if refining and WORLD[region].get("refining") else WORLD_GROWTH


def sector_2024(region, sector):
    return growth(region) * sector_2019(region, sector)


KNOWN = [region for region in WORLD if region in OECD]


def pooled(industry, sector):
    """Share over all regions that both sources know: for those that the world keeps in ROW."""
    return (BOOKED[industry][sector] * sum(WORLD[region].get(industry, 0) for region in KNOWN)
            / sum(sector_2024(region, sector) for region in KNOWN))


def emit(writer, code, sector, entries):
    """Rows of one sector: (industry, region, share, grade, note) and the rest."""
    total = sum(share for _, _, share, _, _ in entries)
    scaled = total > FULL
    shares = []
    for industry, region, share, grade, note in entries:
        share = round(share * FULL / total if scaled else share, 4)
        if share >= .0005:
            width = WIDE if industry in SPLIT or region == "ROW" else NARROW
            notes = [note] if note else []
            shares.append((industry, region, share, width, grade, "; ".join(notes + ["scaled: the sector holds no more"] * scaled)))
    if not shares:
        return
    rest = 1 - sum(share for _, _, share, _, _, _ in shares)
    upward = sum(share * width for _, _, share, width, _, _ in shares)
    room = min(1, .999 * rest / upward)        # high ends together stay below the whole sector
    for industry, region, share, width, grade, note in shares:
        high = int((share + share * width * room) * 1e5) / 1e5
        writer.writerow([code, sector, "industry-" + industry, region, f"{share * (1 - width):.4g}", f"{share:.4g}", f"{high:.5g}",
                         "oecd-iot-2023;own-estimate", 2024, grade, note])
    writer.writerow([code, sector, "rest", "", "", f"{rest:.4f}", "", "oecd-iot-2023;own-estimate", 2024, "derived", "what is left"])


def rest_of_world(sector, own, others):
    """WIOD's RoW: world regions that WIOD does not have, and the rest by the pooled shares."""
    own_2019 = sum(sector_2019(region, sector) for region in own)
    part = own_2019 / (own_2019 + sum(sector_2019(economy, sector) for economy in others))
    own_2024 = sum(sector_2024(region, sector) for region in own)
    for industry, booked in BOOKED.items():
        if sector not in booked:
            continue
        for region in own:
            if industry in WORLD[region]:
                yield (industry, region, booked[sector] * WORLD[region][industry] / own_2024 * part, "estimated",
                       "its part of the economies that the table has in RoW")
        yield industry, "ROW", pooled(industry, sector) * (1 - part), "assumed", "share of all known regions together"


def main():
    with open(os.path.join(DATA, "wiod2013/countries.csv"), encoding="utf-8") as file:
        table = [(row["code"], row["iso3"]) for row in csv.DictReader(file)]
    in_table = {iso3 for _, iso3 in table}
    own = [region for region in KNOWN if region not in in_table]
    others = [economy for economy in OECD if economy not in WORLD and economy not in in_table]
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow("table_region,table_sector,industry,region,low,share,high,source,year,grade,note".split(","))
    for code, iso3 in table:
        for sector in SECTORS:
            booked = [industry for industry in BOOKED if sector in BOOKED[industry]]
            if code == "RoW":
                entries = list(rest_of_world(sector, own, others))
            elif iso3 in KNOWN:
                entries = [(industry, iso3, BOOKED[industry][sector] * WORLD[iso3][industry] / sector_2024(iso3, sector), "estimated", "")
                           for industry in booked if industry in WORLD[iso3] and sector_2024(iso3, sector) > 0]
            else:
                entries = [(industry, "ROW", pooled(industry, sector), "assumed", "share of all known regions together")
                           for industry in booked]
            emit(writer, code, sector, entries)


main()
