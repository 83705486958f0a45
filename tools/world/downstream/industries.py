"""Gross output, value added and employment of the 14 industries in every region.

OECD national input-output tables of 2019 give output and value added of broad industries. Where an industry of the
world is finer than the tables, a share is taken (a judgement, below); electric vehicles follow the share of electric
and hybrid cars in vehicle production of 2024. The level of 2024 is that of 2019 times the growth of nominal GDP in USD.
"""
from common import INDUSTRIES, REGIONS, number, rows_of, shared, write

# Nominal GDP, billion USD, 2019 and 2024 (IMF World Economic Outlook, April 2025, rounded).
GDP = {
    "CHN": (14340, 18750), "USA": (21540, 29180), "JPN": (5118, 4026), "KOR": (1751, 1870), "TWN": (613, 782),
    "VNM": (334, 459), "THA": (544, 526), "MYS": (365, 420), "MMR": (75, 64), "LAO": (19, 16), "IND": (2836, 3909),
    "AUS": (1387, 1797), "IDN": (1119, 1396), "SGP": (377, 547), "DEU": (3957, 4659), "FRA": (2728, 3162),
    "ITA": (2019, 2372), "ESP": (1403, 1722), "POL": (596, 909), "CZE": (257, 344), "HUN": (165, 223),
    "NLD": (929, 1228), "SWE": (532, 610), "AUT": (443, 522), "GBR": (2853, 3644), "EST": (31.8, 42.8),
    "RUS": (1696, 2161), "CAN": (1744, 2241), "MEX": (1305, 1853), "BRA": (1873, 2171), "TUR": (761, 1323),
    "CHE": (734, 937), "ROW": (14800, 17500),
}
# Vehicles made in 2024, thousand: all (OICA), plug-in cars (IEA Global EV Outlook 2025 for China, EU, world; national
# associations and judgement for the rest), full hybrids (judgement from makers' plants).
VEHICLES = {
    "CHN": (31282, 12400, 900), "USA": (10562, 1150, 900), "JPN": (8235, 250, 2900), "KOR": (4127, 430, 600),
    "TWN": (245, 5, 40), "VNM": (175, 90, 0), "THA": (1469, 12, 150), "MYS": (790, 2, 20), "MMR": (4, 0, 0),
    "LAO": (1, 0, 0), "IND": (6015, 105, 100), "AUS": (6, 0, 0), "IDN": (1197, 12, 60), "SGP": (1, 0, 0),
    "DEU": (4069, 1350, 30), "FRA": (910, 330, 150), "ITA": (591, 60, 0), "ESP": (2377, 230, 150),
    "POL": (555, 20, 0), "CZE": (1459, 145, 130), "HUN": (437, 70, 0), "NLD": (60, 1, 0), "SWE": (280, 130, 0),
    "AUT": (72, 15, 0), "GBR": (905, 100, 150), "EST": (1, 0, 0), "RUS": (983, 5, 0), "CAN": (1343, 20, 330),
    "MEX": (4202, 210, 40), "BRA": (2550, 10, 30), "TUR": (1365, 40, 170), "CHE": (1, 0, 0), "ROW": (6350, 300, 160),
}
EV_VALUE_PREMIUM = 1.15      # factory value of an electric or hybrid car over that of the average vehicle
MOTORS_PER_PLUG_IN, MOTORS_PER_HYBRID = 1.3, 1.6

# Wind turbines made in 2024, MW of nacelles by place of assembly (GWEC Global Wind Report 2025: 117 GW installed in
# the world, 80 GW in China; the rest by judgement), and million USD of equipment per MW.
WIND_MW = {
    "CHN": (84000, 0.42), "USA": (4500, 1.15), "IND": (6000, 0.75), "DEU": (5000, 1.2), "ESP": (3200, 1.1),
    "FRA": (900, 1.6), "GBR": (700, 1.6), "BRA": (1800, 0.9), "TUR": (900, 0.95), "ITA": (600, 1.1), "POL": (200, 1.1),
    "NLD": (150, 1.2), "CAN": (150, 1.1), "MEX": (100, 1.1), "JPN": (150, 1.6), "KOR": (250, 1.5), "TWN": (300, 1.6),
    "VNM": (300, 0.8), "AUS": (60, 1.2), "RUS": (150, 1.1), "SWE": (50, 1.2), "AUT": (60, 1.1), "HUN": (20, 1.1),
    "CZE": (20, 1.1), "THA": (50, 0.9), "MYS": (20, 0.9), "IDN": (20, 0.9), "SGP": (20, 1.2), "EST": (10, 1.1),
    "CHE": (20, 1.2), "MMR": (1, 0.9), "LAO": (5, 0.9), "ROW": (7294, 1.15),
}
# Arms revenue, million USD: SIPRI Top 100 of 2023 by headquarters where listed, plus a fifth for smaller makers;
# smaller countries by judgement.
ARMS = {
    "USA": 380000, "CHN": 124000, "GBR": 57000, "FRA": 31000, "RUS": 45000, "ITA": 18500, "DEU": 16500, "KOR": 13500,
    "JPN": 12500, "IND": 9500, "TUR": 7500, "SWE": 6500, "TWN": 4000, "POL": 4200, "ESP": 5500, "CAN": 3000,
    "CZE": 2200, "NLD": 1600, "CHE": 2600, "SGP": 2700, "BRA": 2200, "AUS": 2600, "AUT": 700, "HUN": 600, "EST": 100,
    "IDN": 900, "VNM": 700, "THA": 300, "MYS": 300, "MMR": 150, "LAO": 5, "MEX": 200, "ROW": 36000,
}
# Weapons for a million dollars of revenue, over the mean: purchasing power and cheap munitions (judgement).
ARMS_PER_REVENUE = {"RUS": 2.3, "CHN": 1.35, "IND": 2.0, "TUR": 1.8, "VNM": 2.0, "IDN": 2.0, "MMR": 2.0, "USA": .8,
                    "GBR": .8, "CHE": .7}
# Civil aerospace in ISIC 30 (other transport equipment).
AEROSPACE = {
    "CHN": .12, "USA": .62, "JPN": .18, "KOR": .08, "TWN": .12, "VNM": .02, "THA": .05, "MYS": .25, "MMR": .01,
    "LAO": .01, "IND": .10, "AUS": .25, "IDN": .05, "SGP": .45, "DEU": .52, "FRA": .72, "ITA": .35, "ESP": .50,
    "POL": .28, "CZE": .30, "HUN": .10, "NLD": .35, "SWE": .35, "AUT": .25, "GBR": .62, "EST": .02, "RUS": .35,
    "CAN": .68, "MEX": .55, "BRA": .60, "TUR": .25, "CHE": .40, "ROW": .20,
}
# ISIC 26 (computer, electronic, optical): consumer electronics, computers, electronic components, telecom equipment.
ELECTRONICS = {
    "CHN": (.32, .20, .12, .25), "USA": (.03, .14, .30, .13), "JPN": (.10, .08, .40, .12), "KOR": (.12, .05, .68, .08),
    "TWN": (.05, .22, .62, .05), "VNM": (.55, .12, .08, .18), "THA": (.10, .40, .20, .08), "MYS": (.12, .12, .55, .08),
    "MMR": (.30, .05, .02, .20), "LAO": (.30, .05, .02, .20), "IND": (.30, .10, .02, .35), "AUS": (.05, .05, .02, .20),
    "IDN": (.35, .05, .03, .25), "SGP": (.03, .20, .60, .03), "DEU": (.05, .06, .22, .12), "FRA": (.03, .04, .20, .20),
    "ITA": (.05, .05, .20, .20), "ESP": (.10, .10, .05, .20), "POL": (.40, .15, .02, .15), "CZE": (.15, .50, .05, .10),
    "HUN": (.30, .20, .05, .20), "NLD": (.05, .10, .20, .10), "SWE": (.02, .03, .04, .70), "AUT": (.05, .05, .45, .10),
    "GBR": (.05, .05, .10, .15), "EST": (.10, .05, .02, .60), "RUS": (.10, .10, .08, .25), "CAN": (.03, .10, .10, .35),
    "MEX": (.30, .40, .03, .15), "BRA": (.35, .20, .02, .25), "TUR": (.40, .05, .02, .25), "CHE": (.02, .02, .08, .05),
    "ROW": (.20, .20, .20, .12),
}
# Household appliances in ISIC 27, air conditioning in ISIC 28; 0.18 and 0.05 where not listed.
APPLIANCES = {"CHN": (.22, .07), "THA": (.35, .25), "TUR": (.35, .06), "MEX": (.30, .12), "POL": (.40, .04),
              "ITA": (.25, .04), "JPN": (.12, .05), "KOR": (.22, .06), "BRA": (.30, .05), "MYS": (.35, .15),
              "VNM": (.20, .05), "IND": (.25, .06), "USA": (.20, .08), "HUN": (.20, .05), "DEU": (.12, .03)}
# Medical devices in ISIC 31-33; 0.12 where not listed.
MEDICAL = {"USA": .35, "DEU": .25, "CHE": .50, "MEX": .30, "JPN": .20, "NLD": .25, "SWE": .20, "FRA": .15, "GBR": .18,
           "SGP": .40, "MYS": .20, "ROW": .15, "CHN": .12, "KOR": .25, "ITA": .12, "CZE": .15}
# Value added per worker in manufacturing, thousand USD of 2024 (judgement from national accounts).
VALUE_PER_WORKER = {
    "USA": 170, "CHN": 42, "JPN": 85, "KOR": 105, "TWN": 85, "VNM": 12, "THA": 24, "MYS": 32, "MMR": 5, "LAO": 7,
    "IND": 12, "AUS": 110, "IDN": 16, "SGP": 260, "DEU": 110, "FRA": 105, "ITA": 90, "ESP": 80, "POL": 42, "CZE": 48,
    "HUN": 42, "NLD": 140, "SWE": 130, "AUT": 120, "GBR": 105, "EST": 42, "RUS": 30, "CAN": 105, "MEX": 30, "BRA": 38,
    "TUR": 38, "CHE": 210, "ROW": 30,
}
REFINING_PER_WORKER = 5.0    # value added per worker in refining over that in all manufacturing
SMALLEST_MUSD = 0.01         # an industry below this output has no row
DEFENCE_VALUE_SHARE = 0.42   # value added in output of weapons makers where ISIC 30 would mislead


def broad():
    """Output and value added 2019 by region and OECD column; ROW is the sum of the economies that are not listed."""
    output = {region: {} for region in REGIONS}
    value = {region: {} for region in REGIONS}
    for row in rows_of(shared("oecd_national_iot", "iot_2019_domimp.csv.gz")):
        if row["row"] in ("OUTPUT", "VALU"):
            region = row["country"] if row["country"] in output else "ROW"
            target = output if row["row"] == "OUTPUT" else value
            for column in ("C19", "C23", "C26", "C27", "C28", "C29", "C30", "C31T33"):
                target[region][column] = target[region].get(column, 0.0) + float(row[column])
    return output, value


def build():
    """(industry, region) -> output, value added (MUSD of 2024), employment (thousand), intensity, OECD column."""
    output, value = broad()
    result = {}
    for region in REGIONS:
        growth = GDP[region][1] / GDP[region][0]
        level = {column: number_ * growth for column, number_ in output[region].items()}
        made, plug_in, hybrid = VEHICLES[region]
        weight = (plug_in + hybrid) * EV_VALUE_PREMIUM
        electric = weight / (weight + made - plug_in - hybrid)
        consumer, computers, chips, telecom = ELECTRONICS[region]
        household, cooling = APPLIANCES.get(region, (.18, .05))
        megawatts, price = WIND_MW[region]
        outputs = {
            "motor-vehicles": ((1 - electric) * level["C29"], "C29"),
            "electric-vehicles": (electric * level["C29"], "C29"),
            "aerospace": (AEROSPACE[region] * level["C30"], "C30"),
            "defence": (ARMS[region], "C30"),
            "machinery-and-robots": ((.90 - cooling) * level["C28"], "C28"),
            "wind-power": (megawatts * price, "C28"),
            "consumer-electronics": (consumer * level["C26"], "C26"),
            "computers-and-data-centres": (computers * level["C26"], "C26"),
            "semiconductors": (chips * level["C26"], "C26"),
            "medical-devices": (MEDICAL.get(region, .12) * level["C31T33"] + .04 * level["C26"], "C31T33"),
            "refining": (level["C19"], "C19"),
            "glass-and-optics": (.13 * level["C23"] + .02 * level["C26"], "C23"),
            "appliances": (household * level["C27"] + cooling * level["C28"], "C27"),
            "telecom-and-lighting": (telecom * level["C26"] + .05 * level["C27"], "C26"),
        }
        for industry in INDUSTRIES:
            gross, column = outputs[industry]
            share = value[region][column] / output[region][column] if output[region][column] > 0 else .3
            if industry == "defence":
                share = DEFENCE_VALUE_SHARE
            added = gross * share
            per_worker = VALUE_PER_WORKER[region] * (REFINING_PER_WORKER if industry == "refining" else 1)
            result[industry, region] = dict(output=gross, value=added, jobs=added / per_worker, column=column)
    drivers = {
        "electric-vehicles": {r: v[1] * MOTORS_PER_PLUG_IN + v[2] * MOTORS_PER_HYBRID for r, v in VEHICLES.items()},
        "motor-vehicles": {r: v[0] - v[1] - v[2] for r, v in VEHICLES.items()},
        "wind-power": {r: v[0] for r, v in WIND_MW.items()},
        "defence": {r: v * ARMS_PER_REVENUE.get(r, 1.0) for r, v in ARMS.items()},
    }
    for (industry, region), row in result.items():
        row["intensity"] = 1.0
        if industry in drivers:
            driver = drivers[industry]
            world_rate = sum(driver.values()) / sum(result[industry, r]["output"] for r in REGIONS)
            if row["output"] >= SMALLEST_MUSD:
                ratio = driver[region] / row["output"] / world_rate
                # Dear cars hold more motors and sensors: vehicles per MUSD count with a square root in that industry.
                row["intensity"] = min(3.0, max(.05, ratio ** .5 if industry == "motor-vehicles" else ratio))
    for industry in drivers:                   # world use stays what the recipe says at an average intensity of one
        members = [r for r in REGIONS if result[industry, r]["output"] >= SMALLEST_MUSD]
        mean = (sum(result[industry, r]["output"] * result[industry, r]["intensity"] for r in members) /
                sum(result[industry, r]["output"] for r in members))
        for r in members:
            result[industry, r]["intensity"] /= mean
    return {key: row for key, row in result.items() if row["output"] >= SMALLEST_MUSD}


SOURCES = {"electric-vehicles": "oecd-iot-2023;imf-weo-2025-04;iea-gevo-2025;oica-2024",
           "motor-vehicles": "oecd-iot-2023;imf-weo-2025-04;oica-2024;iea-gevo-2025",
           "wind-power": "gwec-2025;own-estimate", "defence": "sipri-top100-2023;own-estimate"}


def rows(industries):
    for industry in INDUSTRIES:
        for region in REGIONS:
            if (industry, region) not in industries:
                continue
            row = industries[industry, region]
            exact = industry in ("refining",)
            yield ["industry-" + industry, region, number(row["output"]), number(row["value"]), number(row["jobs"], 3),
                   "industry-" + industry, number(row["intensity"], 3),
                   SOURCES.get(industry, "oecd-iot-2023;imf-weo-2025-04" + ("" if exact else ";own-estimate")), 2024,
                   "derived" if exact else "estimated",
                   "employment from value added per worker (judgement)"]


def emit(world, industries):
    write(world, "industries.csv", "industry,region,output_musd,value_added_musd,employment_thousand,recipe,intensity,"
          "source,year,grade,note", list(rows(industries)))
