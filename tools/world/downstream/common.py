"""Shared ground of the downstream generator: regions, lags, readers and the CSV writer."""
import csv
import glob
import gzip
import os

REGIONS = ("CHN USA JPN KOR TWN VNM THA MYS MMR LAO IND AUS IDN SGP DEU FRA ITA ESP POL CZE HUN NLD SWE AUT GBR EST "
           "RUS CAN MEX BRA TUR CHE ROW").split()
EU = set("DEU FRA ITA ESP POL CZE HUN NLD SWE AUT EST".split())
INDUSTRIES = ("motor-vehicles electric-vehicles aerospace defence machinery-and-robots wind-power consumer-electronics "
              "computers-and-data-centres semiconductors medical-devices refining glass-and-optics appliances "
              "telecom-and-lighting").split()

# Zones of like transit time. ROW stands at Manila (its largest magnet trader is the Philippines).
ZONE = {}
for _zone, _members in {
    "east-asia": "CHN JPN KOR TWN", "south-east-asia": "VNM THA MYS IDN SGP ROW", "mekong": "MMR LAO",
    "south-asia": "IND", "oceania": "AUS", "europe": "DEU FRA ITA ESP POL CZE HUN NLD SWE AUT GBR EST CHE",
    "turkey": "TUR", "russia": "RUS", "north-america": "USA CAN MEX", "south-america": "BRA",
}.items():
    for _region in _members.split():
        ZONE[_region] = _zone

# Door-to-door days by sea (port to port as in liner timetables, plus about a week for inland haul and clearance).
SEA_DAYS = {
    ("east-asia", "east-asia"): 10, ("east-asia", "south-east-asia"): 14, ("east-asia", "mekong"): 10,
    ("east-asia", "south-asia"): 25, ("east-asia", "oceania"): 24, ("east-asia", "europe"): 42,
    ("east-asia", "turkey"): 38, ("east-asia", "russia"): 25, ("east-asia", "north-america"): 28,
    ("east-asia", "south-america"): 42, ("south-east-asia", "south-east-asia"): 10,
    ("south-east-asia", "mekong"): 12, ("south-east-asia", "south-asia"): 18, ("south-east-asia", "oceania"): 18,
    ("south-east-asia", "europe"): 38, ("south-east-asia", "turkey"): 32, ("south-east-asia", "russia"): 35,
    ("south-east-asia", "north-america"): 33, ("south-east-asia", "south-america"): 40,
    ("mekong", "mekong"): 6, ("mekong", "south-asia"): 20, ("mekong", "oceania"): 25, ("mekong", "europe"): 42,
    ("mekong", "turkey"): 38, ("mekong", "russia"): 35, ("mekong", "north-america"): 40,
    ("mekong", "south-america"): 45, ("south-asia", "south-asia"): 5, ("south-asia", "oceania"): 25,
    ("south-asia", "europe"): 32, ("south-asia", "turkey"): 25, ("south-asia", "russia"): 35,
    ("south-asia", "north-america"): 38, ("south-asia", "south-america"): 38, ("oceania", "oceania"): 5,
    ("oceania", "europe"): 45, ("oceania", "turkey"): 42, ("oceania", "russia"): 40,
    ("oceania", "north-america"): 35, ("oceania", "south-america"): 40, ("europe", "europe"): 5,
    ("europe", "turkey"): 8, ("europe", "russia"): 10, ("europe", "north-america"): 22,
    ("europe", "south-america"): 25, ("turkey", "turkey"): 5, ("turkey", "russia"): 10,
    ("turkey", "north-america"): 28, ("turkey", "south-america"): 28, ("russia", "russia"): 5,
    ("russia", "north-america"): 35, ("russia", "south-america"): 35, ("north-america", "north-america"): 6,
    ("north-america", "south-america"): 25, ("south-america", "south-america"): 5,
}
AIR_DAYS = 6          # pick-up, consolidation, flight, clearance
LAND_PAIRS = [("CHN", "VNM", 8), ("CHN", "LAO", 7), ("CHN", "MMR", 10), ("THA", "MYS", 6), ("THA", "LAO", 5),
              ("THA", "MMR", 8), ("MYS", "SGP", 3), ("CHN", "RUS", 20), ("VNM", "LAO", 5), ("VNM", "THA", 7)]
# Small, dear or urgent goods that usually fly between continents.
AIR_ITEMS = set(("smco-magnet scandium-oxide laser-crystal doped-fibre scintillator-crystal sputtering-target "
                 "gallium-metal germanium-metal germanium-optic compound-semiconductor-wafer lutetium-oxide "
                 "thulium-oxide mlcc disk-drive flight-actuator guidance-unit radar-module fibre-amplifier "
                 "laser-system lithography-and-etch-tool power-and-rf-chip ct-pet-detector contrast-agent").split())


def lag_and_mode(item, origin, destination):
    """Days from the seller's door to the buyer's door, and the usual mode."""
    for a, b, days in LAND_PAIRS:
        if {a, b} == {origin, destination}:
            return days, "land"
    zones = (ZONE[origin], ZONE[destination])
    land = zones == ("europe", "europe") or zones == ("north-america", "north-america")
    days = SEA_DAYS.get(zones) or SEA_DAYS.get((zones[1], zones[0]))
    if land:
        return days, "land"
    if zones in (("europe", "turkey"), ("turkey", "europe"), ("europe", "russia"), ("russia", "europe")):
        return days, "land"
    if item in AIR_ITEMS:
        return AIR_DAYS, "air"
    return days, "sea"


def shared(*parts):
    """Path of a file in the shared data collection named by the environment variable CK_SHARED."""
    root = os.environ.get("CK_SHARED")
    if not root:
        raise SystemExit("set CK_SHARED to the folder that holds data/")
    return os.path.join(root, "data", *parts)


def rows_of(path):
    opener = gzip.open if path.endswith(".gz") else open
    with opener(path, "rt", encoding="utf-8", newline="") as stream:
        yield from csv.DictReader(stream)


def table(world, name, skip=()):
    """All rows of a table that may be split over NAME.csv and NAME-*.csv."""
    found = []
    for path in sorted(glob.glob(os.path.join(world, name + ".csv")) + glob.glob(os.path.join(world, name + "-*.csv"))):
        if os.path.basename(path) not in skip:
            found.extend(rows_of(path))
    return found


def number(value, digits=4):
    """Shortest text with so many significant digits, never in exponent form."""
    if value == 0:
        return "0"
    text = f"{value:.{digits}g}"
    if "e" in text:
        import decimal
        text = format(decimal.Decimal(text), "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text


def write(world, name, header, rows):
    path = os.path.join(world, name)
    with open(path + ".part", "w", encoding="utf-8", newline="") as stream:
        out = csv.writer(stream, lineterminator="\n")
        out.writerow(header.split(","))
        for row in rows:
            if len(row) != len(header.split(",")):
                raise SystemExit(f"{name}: {len(row)} fields for {header}: {row}")
            out.writerow(row)
    os.replace(path + ".part", path)
    print(f"{name}: {len(rows)} rows")


def iso3_to_region():
    """Every ISO3 code to one of the regions; what is not listed belongs to ROW."""
    codes = {row["iso3"]: (row["iso3"] if row["iso3"] in REGIONS else "ROW")
             for row in rows_of(shared("concordance", "country_codes.csv")) if row["iso3"]}
    codes["S19"] = codes["TWN"] = "TWN"
    codes["HKG"] = codes["MAC"] = "CHN"
    return codes
