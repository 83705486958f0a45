#!/usr/bin/env python3
"""Check a source world before it is built: references, units, groups, mass closure of recipes, supply against use.

Usage: check_source.py [FOLDER] [--balance] [--strict]
  FOLDER     source world (default: worlds/rare-earths/source beside this project)
  --balance  print supply and known use of every item
  --strict   count warnings as errors

A table NAME may be split over NAME.csv and NAME-*.csv. Exit status 0: sound, 1: errors found.
Standard library only.
"""
import csv
import glob
import os
import sys
from collections import defaultdict

GRADES = {"reported", "derived", "estimated", "assumed"}
TIERS = {"upstream", "input", "output", "industry"}
KINDS = {"plant", "rest", "recycler"}
MARGINS = {"output-total", "output-share", "import-total", "import-share", "export-total"}
PARAMETERS = {"demand_elasticity", "supplier_elasticity", "price_flexibility", "capacity_response"}
HEADERS = {
    "regions": "region,name,blocs,latitude_deg,longitude_deg,calendar",
    "calendars": "calendar,date,day",
    "items": "item,name,tier,group,unit,hs,control_codes,traded",
    "contents": "item,element,mass_share",
    "recipes": "recipe,output,role,component,quantity,unit,group,essentiality,elasticity_short,elasticity_long,"
               "elasticity_days",
    "sites": "site,name,region,item,recipe,kind,capacity,output,overtime,owner,technology_origin,latitude_deg,"
             "longitude_deg",
    "industries": "industry,region,output_musd,value_added_musd,employment_thousand,recipe,intensity",
    "demand": "item,region,use,quantity,end_use,essential",
    "flows": "item,origin,destination,quantity,value_musd,lag_days,mode,share_military,share_semiconductor",
    "routes": "item,origin,destination,lag_days,setup_days,limit_share",
    "inventories": "holder,region,item,user,days_low,days,days_high",
    "projects": "project,name,site,capacity_added,start_early,start,start_late,ramp_days,learning,bring_forward_days,"
                "price_trigger,owner,status",
    "stockpiles": "stockpile,name,region,item,quantity,release_per_day,priority",
    "customers": "region,item,end_use,count,share,owner_region,owner_note",
    "prices": "item,region,price_usd,low_usd,high_usd,year_basis",
    "elasticities": "item,parameter,low,value,high,unit",
    "margins": "kind,item,region,partner,value,unit",
}
# Closed one by one; neodymium and praseodymium are closed together, because didymium is traded at one ratio for all ores.
OTHER_RARE_EARTHS = "La Ce Sm Eu Gd Tb Dy Ho Er Tm Yb Lu Y Sc".split()


class Report:
    def __init__(self):
        self.errors, self.warnings = [], []

    def error(self, place, text):
        self.errors.append(f"{place}: {text}")

    def warn(self, place, text):
        self.warnings.append(f"{place}: {text}")


def read(folder, name, report):
    """Rows of a table over all its files; each row knows its place."""
    rows = []
    for path in sorted(glob.glob(os.path.join(folder, name + ".csv")) + glob.glob(os.path.join(folder, name + "-*.csv"))):
        with open(path, encoding="utf-8", newline="") as stream:
            reader = csv.DictReader(stream)
            want = HEADERS[name].split(",") + ["source", "year", "grade"]
            missing = [column for column in want if column not in (reader.fieldnames or [])]
            if missing:
                report.error(os.path.basename(path), "missing column " + ", ".join(missing))
                continue
            for row in reader:
                row["_place"] = f"{os.path.basename(path)}:{reader.line_num}"
                if None in row or None in row.values():
                    report.error(row["_place"], "wrong number of fields")
                    continue
                rows.append(row)
    return rows


def number(row, column, report, low=None, high=None, empty=False):
    text = row[column].strip()
    if text == "" and empty:
        return None
    try:
        value = float(text)
    except ValueError:
        report.error(row["_place"], f"{column}: '{text}' is not a number")
        return 0.0
    if value != value or (low is not None and value < low) or (high is not None and value > high):
        report.error(row["_place"], f"{column}: {text} is outside {low}..{high}")
    return value


class World:
    def __init__(self, folder, report):
        self.report = report
        self.table = {name: read(folder, name, report) for name in HEADERS}
        self.sources = {row["source"] for path in glob.glob(os.path.join(folder, "sources*.csv"))
                        for row in csv.DictReader(open(path, encoding="utf-8", newline=""))}
        self.item = {row["item"]: row for row in self.table["items"]}
        self.region = {row["region"]: row for row in self.table["regions"]}
        self.groups = {row["group"] for row in self.table["items"]}
        self.blocs = {bloc for row in self.table["regions"] for bloc in row["blocs"].split(";") if bloc}
        self.recipe = defaultdict(list)
        for row in self.table["recipes"]:
            self.recipe[row["recipe"]].append(row)
        self.content = defaultdict(dict)
        for row in self.table["contents"]:
            self.content[row["item"]][row["element"]] = number(row, "mass_share", report, 0)

    def items_of(self, selector):
        if selector == "*":
            return list(self.item)
        if selector.startswith("group:"):
            return [name for name, row in self.item.items() if row["group"] == selector[6:]]
        if selector.startswith("tier:"):
            return [name for name, row in self.item.items() if row["tier"] == selector[5:]]
        return [selector] if selector in self.item else []

    def regions_of(self, selector):
        if selector == "*" or selector == "":
            return list(self.region)
        if selector.startswith("bloc:"):
            return [name for name, row in self.region.items() if selector[5:] in row["blocs"].split(";")]
        return [selector] if selector in self.region else []


def check_rows(world):
    """Grade, year and source of every row; keys that repeat."""
    report = world.report
    keys = {"regions": 1, "items": 1, "contents": 2, "sites": 1, "industries": 2, "demand": 3, "flows": 3, "projects": 1,
            "stockpiles": 1, "prices": 2, "elasticities": 2, "margins": 4, "calendars": 2}
    for name, rows in world.table.items():
        seen = {}
        for row in rows:
            if row["grade"] not in GRADES:
                report.error(row["_place"], f"grade '{row['grade']}' is none of {sorted(GRADES)}")
            if not row["year"].strip().isdigit():
                report.error(row["_place"], f"year '{row['year']}' is not a year")
            for key in row["source"].split(";"):
                if key not in world.sources:
                    report.error(row["_place"], f"source '{key}' is not in sources*.csv")
            if name in keys:
                columns = HEADERS[name].split(",")[:keys[name]]
                key = tuple(row[column] for column in columns)
                if key in seen:
                    report.error(row["_place"], f"{key} stands also at {seen[key]}")
                seen[key] = row["_place"]


def check_items(world):
    for row in world.table["items"]:
        if row["tier"] not in TIERS:
            world.report.error(row["_place"], f"tier '{row['tier']}'")
        if row["unit"] not in ("t", "unit", "MUSD"):
            world.report.error(row["_place"], f"unit '{row['unit']}'")
    for name, row in world.item.items():
        if row["tier"] != "industry" and name not in world.content:
            world.report.error(row["_place"], f"{name} has no row in contents (0.1 % of value cannot be asked)")
    for item, elements in world.content.items():
        if item not in world.item:
            world.report.error("contents", f"item '{item}' is unknown")
        elif world.item[item]["unit"] == "t" and sum(elements.values()) > 1.0001:
            world.report.error("contents", f"{item}: shares sum to {sum(elements.values()):.4f}")


def check_recipes(world):
    report = world.report
    for name, rows in world.recipe.items():
        outputs = {row["output"] for row in rows}
        if len(outputs) != 1:
            report.error(rows[0]["_place"], f"recipe {name} has outputs {sorted(outputs)}")
            continue
        output = world.item.get(rows[0]["output"])
        if not output:
            report.error(rows[0]["_place"], f"output '{rows[0]['output']}' is unknown")
            continue
        groups, seen = defaultdict(list), set()
        for row in rows:
            component = world.item.get(row["component"])
            if not component:
                report.error(row["_place"], f"component '{row['component']}' is unknown")
                continue
            if row["unit"] != f"{component['unit']}/{output['unit']}":
                report.error(row["_place"], f"unit {row['unit']}, expected {component['unit']}/{output['unit']}")
            number(row, "quantity", report, 0)
            key = (row["role"], row["component"])
            if key in seen:
                report.error(row["_place"], f"{name}: {key} repeats")
            seen.add(key)
            if row["role"] == "input":
                groups[row["group"] or row["component"]].append(row)
            elif row["role"] == "coproduct":
                if any(row[c] for c in ("group", "essentiality", "elasticity_short", "elasticity_long", "elasticity_days")):
                    report.error(row["_place"], "a coproduct has no group, essentiality or elasticity")
            else:
                report.error(row["_place"], f"role '{row['role']}'")
        for group, members in groups.items():
            settings = {(m["essentiality"], m["elasticity_short"], m["elasticity_long"], m["elasticity_days"]) for m in members}
            if len(settings) != 1:
                report.error(members[0]["_place"], f"{name}/{group}: members differ in essentiality or elasticity")
            essentiality = number(members[0], "essentiality", report, 0, 1, empty=True)
            if essentiality is None:
                report.warn(members[0]["_place"], f"{name}/{group}: no essentiality")
            short = number(members[0], "elasticity_short", report, 0, 50, empty=True)
            long = number(members[0], "elasticity_long", report, 0, 50, empty=True)
            if len(members) > 1 and (short is None or long is None):
                report.error(members[0]["_place"], f"{name}/{group}: substitutes without elasticity")
            if short is not None and long is not None and long < short:
                report.error(members[0]["_place"], f"{name}/{group}: long-run elasticity below the short-run one")


def check_circles(world):
    """An item must not need itself through inputs alone (coproducts such as scrap may close a loop)."""
    needs = defaultdict(set)
    main = defaultdict(set)
    for rows in world.recipe.values():
        for row in rows:
            if row["role"] == "input":
                needs[row["output"]].add(row["component"])
                main[row["output"]].add(row["recipe"])
    state = {}

    def visit(item, path):
        state[item] = 1
        for component in sorted(needs[item]):
            if state.get(component) == 1:
                world.report.error("recipes", "circle " + " -> ".join(path + [item, component]))
            elif component not in state:
                visit(component, path + [item])
        state[item] = 2

    for item in sorted(needs):
        if item not in state:
            visit(item, [])


def check_sites(world):
    report = world.report
    by_site = {}
    grown = {row["site"] for row in world.table["projects"]}
    for row in world.table["sites"]:
        by_site[row["site"]] = row
        if row["region"] not in world.region:
            report.error(row["_place"], f"region '{row['region']}' is unknown")
        if row["item"] not in world.item:
            report.error(row["_place"], f"item '{row['item']}' is unknown")
        if row["recipe"]:
            if row["recipe"] not in world.recipe:
                report.error(row["_place"], f"recipe '{row['recipe']}' is unknown")
            elif world.recipe[row["recipe"]][0]["output"] != row["item"]:
                report.error(row["_place"], f"recipe '{row['recipe']}' does not make {row['item']}")
        elif world.item.get(row["item"], {}).get("tier") != "upstream":
            report.error(row["_place"], "only an upstream item can be made without a recipe")
        if row["kind"] not in KINDS:
            report.error(row["_place"], f"kind '{row['kind']}'")
        capacity, output = number(row, "capacity", report, 0), number(row, "output", report, 0)
        if output > capacity * (1 + 1e-9):
            report.error(row["_place"], f"output {output:g} above capacity {capacity:g}")
        if capacity == 0 and row["site"] not in grown:
            report.error(row["_place"], f"{row['site']}: capacity 0 and no project")
        if row["technology_origin"] and row["technology_origin"] not in world.region:
            report.error(row["_place"], f"technology_origin '{row['technology_origin']}' is unknown")
        if row["kind"] == "plant" and (not row["latitude_deg"] or not row["owner"]):
            report.warn(row["_place"], f"plant {row['site']} without owner or place")
        number(row, "overtime", report, 0, 1, empty=True)
        number(row, "latitude_deg", report, -90, 90, empty=True)
        number(row, "longitude_deg", report, -180, 180, empty=True)
    for row in world.table["projects"]:
        if row["site"] not in by_site:
            report.error(row["_place"], f"site '{row['site']}' is unknown")
        if not row["start_early"] <= row["start"] <= row["start_late"]:
            report.error(row["_place"], "start_early <= start <= start_late does not hold")
        number(row, "capacity_added", report, -1e15, 1e15)
        number(row, "learning", report, 0, 1)
        number(row, "ramp_days", report, 0, 3650)
        number(row, "bring_forward_days", report, 0, 3650)
        number(row, "price_trigger", report, 1, 1000, empty=True)


def check_other_tables(world):
    report = world.report
    for name in ("demand", "stockpiles", "flows", "industries"):
        for row in world.table[name]:
            item = row.get("item") or row.get("industry")
            if item not in world.item:
                report.error(row["_place"], f"item '{item}' is unknown")
            for column in ("region", "origin", "destination"):
                if column in row and row[column] not in world.region:
                    report.error(row["_place"], f"{column} '{row[column]}' is unknown")
    for row in world.table["industries"]:
        if row["recipe"] not in world.recipe:
            report.error(row["_place"], f"recipe '{row['recipe']}' is unknown")
    for row in world.table["flows"]:
        if row["origin"] == row["destination"]:
            report.error(row["_place"], "origin and destination are the same")
        if row["mode"] not in ("sea", "air", "land"):
            report.error(row["_place"], f"mode '{row['mode']}'")
        number(row, "lag_days", report, 1, 120)
    for row in world.table["demand"]:
        number(row, "quantity", report, 0)
        if row["end_use"] not in ("civil", "military", "semiconductor"):
            report.error(row["_place"], f"end_use '{row['end_use']}'")
    for row in world.table["stockpiles"]:
        number(row, "quantity", report, 0)
        if row["priority"] not in ("military", "all"):
            report.error(row["_place"], f"priority '{row['priority']}'")
    priced = set()
    for row in world.table["prices"]:
        names = world.items_of(row["item"])
        if not names or not world.regions_of(row["region"]):
            report.error(row["_place"], f"'{row['item']}' in '{row['region']}' selects nothing")
        priced.update(name for name in names if row["region"] == "*")
        price = number(row, "price_usd", report, 0)
        low, high = number(row, "low_usd", report, 0, empty=True), number(row, "high_usd", report, 0, empty=True)
        if low is not None and high is not None and not low <= price <= high:
            report.error(row["_place"], f"price {price:g} outside {low:g}..{high:g}")
    for name, row in world.item.items():
        if name not in priced and row["tier"] != "industry":
            report.warn("prices", f"{name} has no price for region *")
    for row in world.table["margins"]:
        if row["kind"] not in MARGINS:
            report.error(row["_place"], f"kind '{row['kind']}'")
        if not world.items_of(row["item"]):
            report.error(row["_place"], f"item '{row['item']}' selects nothing")
        if row["region"] and not world.regions_of(row["region"]):
            report.error(row["_place"], f"region '{row['region']}' selects nothing")
        if row["kind"].endswith("share"):
            number(row, "value", report, 0, 1)
        if row["kind"] == "import-share" and row["partner"] not in world.region:
            report.error(row["_place"], f"partner '{row['partner']}' is unknown")
    for row in world.table["elasticities"]:
        if row["parameter"] not in PARAMETERS:
            report.error(row["_place"], f"parameter '{row['parameter']}'")
    for name in ("routes", "inventories", "customers", "elasticities"):
        for row in world.table[name]:
            if not world.items_of(row["item"]):
                report.error(row["_place"], f"item '{row['item']}' selects nothing")


def check_closure(world):
    """No recipe makes matter: element by element out <= in, and oxide out <= oxide in for separations."""
    for name, rows in sorted(world.recipe.items()):
        item = rows[0]["output"]
        if world.item.get(item, {}).get("unit") != "t" or world.item[item]["tier"] not in ("upstream", "input"):
            continue
        inputs = [(row["component"], float(row["quantity"])) for row in rows if row["role"] == "input"]
        # Scrap is one item for all grades, so its mean content says nothing about the grade that it came from.
        outputs = [(item, 1.0)] + [(row["component"], float(row["quantity"])) for row in rows if row["role"] == "coproduct"
                                   and world.item[row["component"]]["group"] != "scrap"]
        for elements in [("Nd", "Pr")] + [(element,) for element in OTHER_RARE_EARTHS]:
            gained = sum(quantity * world.content[part].get(element, 0) for part, quantity in outputs for element in elements)
            spent = sum(quantity * world.content[part].get(element, 0) for part, quantity in inputs for element in elements)
            if gained > spent * 1.02 + 1e-9:
                world.report.error("recipes", f"{name}: {'+'.join(elements)} {gained:.5g} out of {spent:.5g} t per t")
        if name.startswith("separate-"):
            spent, gained = sum(q for _, q in inputs), sum(q for _, q in outputs)
            if not 0.25 < gained / spent <= 1.0:
                world.report.error("recipes", f"{name}: {gained:.3f} t of products from {spent:.3f} t of oxide")


def balance(world):
    """Supply and known use of each item in the base year: dict item -> (made, as coproduct, used by sites, by industries, final)."""
    made, beside = defaultdict(float), defaultdict(float)
    used, industry, final = defaultdict(float), defaultdict(float), defaultdict(float)
    for row in world.table["sites"]:
        output = float(row["output"])
        made[row["item"]] += output
        for part in world.recipe.get(row["recipe"], []):
            target = used if part["role"] == "input" else beside
            target[part["component"]] += output * float(part["quantity"])
    for row in world.table["industries"]:
        scale = float(row["output_musd"]) * float(row["intensity"])
        for part in world.recipe.get(row["recipe"], []):
            if part["role"] == "input":
                industry[part["component"]] += scale * float(part["quantity"])
    for row in world.table["demand"]:
        final[row["item"]] += float(row["quantity"])
    return {name: (made[name], beside[name], used[name], industry[name], final[name]) for name in world.item}


def check_balance(world, show):
    """Use above supply is a warning (the build scales estimates); an item that nobody uses or makes is an error."""
    if show:
        print(f"{'item':34s} {'made':>12s} {'coproduct':>11s} {'sites use':>12s} {'industries':>12s} {'final':>12s} {'supply/use':>10s}")
    for name, (made, beside, used, industry, final) in balance(world).items():
        if world.item[name]["tier"] == "industry":
            continue
        supply, use = made + beside, used + industry + final
        ratio = supply / use if use else float("inf")
        if show:
            print(f"{name:34s} {made:12.5g} {beside:11.5g} {used:12.5g} {industry:12.5g} {final:12.5g} {ratio:10.3f}")
        if supply == 0:
            world.report.error("balance", f"{name}: nobody makes it")
        if use == 0:
            world.report.warn("balance", f"{name}: nobody uses it")
        elif ratio < 0.97 or ratio > 1.6:
            world.report.warn("balance", f"{name}: supply {supply:.5g} against known use {use:.5g} ({ratio:.2f})")


def check_margins(world):
    """Compare output margins with the sites as they stand."""
    totals, by_region = defaultdict(float), defaultdict(float)
    for row in world.table["sites"]:
        output = float(row["output"])
        for part, quantity in [(row["item"], 1.0)] + [(part["component"], float(part["quantity"]))
                                                      for part in world.recipe.get(row["recipe"], [])
                                                      if part["role"] == "coproduct"]:
            totals[part] += output * quantity
            by_region[part, row["region"]] += output * quantity
    for row in world.table["margins"]:
        items = world.items_of(row["item"])
        world_total = sum(totals[item] for item in items)
        regional = sum(by_region[item, region] for item in items for region in world.regions_of(row["region"]))
        if row["kind"] == "output-total":
            reached, published = regional, float(row["value"])
        elif row["kind"] == "output-share" and world_total:
            reached, published = regional / world_total, float(row["value"])
        else:
            continue
        if published and abs(reached / published - 1) > 0.05:
            world.report.warn(row["_place"], f"{row['kind']} {row['item']} {row['region'] or 'world'}: "
                                             f"published {published:.4g}, sites give {reached:.4g}")


def main(arguments):
    folders = [argument for argument in arguments if not argument.startswith("--")]
    here = os.path.dirname(os.path.abspath(__file__))
    folder = folders[0] if folders else os.path.join(here, "..", "..", "worlds", "rare-earths", "source")
    report = Report()
    world = World(folder, report)
    check_rows(world)
    check_items(world)
    check_recipes(world)
    check_circles(world)
    check_sites(world)
    check_other_tables(world)
    check_closure(world)
    if not report.errors:
        check_balance(world, "--balance" in arguments)
        check_margins(world)
    for text in report.errors:
        print("error:", text)
    for text in report.warnings:
        print("warning:", text)
    counts = ", ".join(f"{len(rows)} {name}" for name, rows in world.table.items() if rows)
    print(f"{counts}\n{len(report.errors)} errors, {len(report.warnings)} warnings")
    failed = report.errors or ("--strict" in arguments and report.warnings)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
