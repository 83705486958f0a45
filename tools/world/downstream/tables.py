"""Writes recipes, sites, prices and final demand of the downstream half from components.py and makers.py."""
from collections import defaultdict

import known
from common import INDUSTRIES, REGIONS, number, table, write
from components import COMPONENTS, MAKERS, MATERIALS, RECIPES, USES, WHY
from industries import GDP
from makers import OVERTIME, UTILISATION, named

OWN = {"recipes": "recipes-downstream.csv", "sites": "sites-downstream.csv", "demand": "demand-downstream.csv"}
# A region below this share of final demand is merged into ROW; flows cost time in the engine.
SMALLEST_FINAL_SHARE = {"output": .02, "input": .03, "upstream": .03}
MAGNETS = ("ndfeb-magnet", "ndfeb-magnet-heavy", "ndfeb-magnet-bonded", "smco-magnet")

# Who buys the final use of an item: weights of regions; "gdp" is nominal GDP of 2024.
FINAL_WEIGHTS = {
    "default": "gdp",
    "lithium-ion-pack": "CHN 52 USA 24 DEU 4 GBR 3 ITA 2 AUS 3 JPN 2 IND 3 KOR 1 ROW 6",
    "thermal-barrier-coating": "USA 30 CHN 14 DEU 8 JPN 9 GBR 8 FRA 6 SGP 6 KOR 4 IND 3 ITA 2 ROW 10",
    "lanthanum-cerium-metal": "CHN 74 JPN 12 USA 3 DEU 3 KOR 3 ROW 5",
    "yttrium-metal": "CHN 76 JPN 10 USA 5 DEU 3 ROW 6",
    "anode-graphite": "CHN 80 JPN 8 KOR 6 USA 6",
    "natural-graphite": "CHN 62 IND 8 JPN 6 USA 5 DEU 4 KOR 3 BRA 3 RUS 2 TUR 2 ROW 5",
    "gallium-metal": "CHN 65 JPN 18 KOR 4 DEU 4 USA 1.5 ROW 7", "germanium-metal": "CHN 45 JPN 30 USA 10 DEU 5 ROW 10",
    "tungsten-powder": "CHN 48 USA 9 DEU 7 JPN 7 KOR 4 IND 4 RUS 4 SWE 3 AUT 2 ROW 12",
    "stocks": "CHN 85 JPN 6 USA 4 ROW 5",
    "fibre-amplifier": "gdp", "flight-actuator": "USA 40 SGP 8 DEU 8 GBR 8 CHN 14 FRA 6 ROW 16",
    "jet-engine-hot-section": "USA 32 CHN 16 DEU 6 GBR 6 SGP 6 JPN 6 KOR 4 IND 4 ROW 20",
    "chemistry": "CHN 72 JPN 10 USA 6 DEU 3 KOR 3 ROW 6",
}
CHEMISTRY = set("lanthanum-oxide cerium-oxide erbium-oxide yttrium-oxide gadolinium-oxide polishing-powder "
                "phosphor".split())
ESSENTIAL_FINAL = {"contrast-agent", "flight-actuator", "jet-engine-hot-section", "radar-module"}


# An industry that loses at most this share of its output without an input does not list it: the use stands with final
# use. Every input of an industry is 33 slots and flows of the engine.
SMALLEST_ESSENTIALITY = .03


def uses_of(item):
    """Use shares of an item by industry and "final": (share, essentiality or label)."""
    listed = USES.get(item) or MATERIALS.get(item) or {}
    kept = {user: use for user, use in listed.items() if user == "final" or use[1] > SMALLEST_ESSENTIALITY}
    moved = sum(use[0] for user, use in listed.items() if user not in kept)
    if moved > 0:
        share, label = kept.get("final", (0, "other uses"))
        kept["final"] = (share + moved, label)
    return kept


def shares(text):
    pairs = text.split()
    return {pairs[k]: float(pairs[k + 1]) for k in range(0, len(pairs), 2)}


def units(items, item):
    return "t" if items[item]["unit"] == "t" else "unit"


def inputs_per_unit(item):
    """(input, quantity in the input's own unit per unit of item, row) for a component."""
    for row in RECIPES[item]:
        quantity = row[1] / 1000 if row[2] == "kg" else row[1]
        if item == "cutting-tool":
            quantity = row[1]            # kg per kg of tool
        yield row[0], quantity, row


def left_over(items, world):
    """Output of every item in the world less what recipes and final use of the other half take: {item: quantity}."""
    made, used = {}, {}
    recipes = {}
    for row in table(world, "recipes", skip=(OWN["recipes"],)):
        recipes.setdefault(row["recipe"], []).append(row)
    for row in table(world, "sites", skip=(OWN["sites"],)):
        output = float(row["output"] or 0)
        made[row["item"]] = made.get(row["item"], 0) + output
        for entry in recipes.get(row["recipe"], []):
            sign = made if entry["role"] == "coproduct" else used
            sign[entry["component"]] = sign.get(entry["component"], 0) + output * float(entry["quantity"])
    for row in table(world, "demand", skip=(OWN["demand"],)):
        used[row["item"]] = used.get(row["item"], 0) + float(row["quantity"])
    for item, (world_output, *_) in COMPONENTS.items():
        made[item] = made.get(item, 0) + world_output
        for name, quantity, _ in inputs_per_unit(item):
            used[name] = used.get(name, 0) + quantity * world_output
    return {item: made.get(item, 0) - used.get(item, 0) for item in items}, made, used


def balances(world, without_own_demand=False):
    """Output and use by (item, region) from sites, recipes, industries and final demand of both halves."""
    recipes = defaultdict(list)
    for row in table(world, "recipes"):
        recipes[row["recipe"]].append((row["role"], row["component"], float(row["quantity"])))
    output, use = defaultdict(float), defaultdict(float)
    for row in table(world, "sites"):
        quantity = float(row["output"] or 0)
        output[row["item"], row["region"]] += quantity
        for role, component, per_unit in recipes[row["recipe"]]:
            (output if role == "coproduct" else use)[component, row["region"]] += quantity * per_unit
    for row in table(world, "industries"):
        for _, component, per_unit in recipes[row["recipe"]]:
            use[component, row["region"]] += float(row["output_musd"]) * float(row["intensity"]) * per_unit
    for row in table(world, "demand", skip=(OWN["demand"],) if without_own_demand else ()):
        use[row["item"], row["region"]] += float(row["quantity"])
    return output, use


def emit_recipes(world, items, industries, left, made):
    rows = []
    for item in COMPONENTS:
        for name, quantity, row in inputs_per_unit(item):
            short, long_, days = row[5], row[6], row[7]
            per = "t" if item == "cutting-tool" else "unit"
            rows.append([item, item, "input", name, number(quantity), f"{units(items, name)}/{per}", row[3], row[4],
                         "" if short is None else short, "" if long_ is None else long_,
                         "" if days is None else days, "own-bill-of-materials", 2024, "estimated", row[8]])
    output = {i: sum(industries[i, r]["output"] * industries[i, r]["intensity"] for r in REGIONS
                     if (i, r) in industries) for i in INDUSTRIES}
    for industry in INDUSTRIES:
        name = "industry-" + industry
        for item in list(COMPONENTS) + list(MATERIALS):
            use = uses_of(item).get(industry)
            if not use:
                continue
            base = COMPONENTS[item][0] if item in COMPONENTS else left[item]
            if base <= 0:
                continue
            note = WHY.get(item, "") if item in COMPONENTS else "direct use of what other recipes leave"
            rows.append([name, name, "input", item, number(use[0] * base / output[industry]),
                         f"{units(items, item)}/MUSD", item, use[1], "", "", "", "own-use-shares", 2024, "estimated",
                         note])
    write(world, OWN["recipes"], "recipe,output,role,component,quantity,unit,group,essentiality,elasticity_short,"
          "elasticity_long,elasticity_days,source,year,grade,note", rows)


def emit_sites(world):
    rows = []
    known = list(named())
    place = {row["region"]: row for row in table(world, "regions")}
    for item, (world_output, *_, source) in COMPONENTS.items():
        use = UTILISATION.get(item, .80)
        for region, share in shares_of(MAKERS[item]).items():
            total = world_output * share
            rest = 1.0
            for site in known:
                if site["item"] != item or site["region"] != region:
                    continue
                rest -= site["share"]
                output = total * site["share"]
                rows.append([site["site"], site["name"], region, item, item, "plant", number(output / use),
                             number(output), OVERTIME.get(item, .10), site["owner"], site["origin"], site["latitude"],
                             site["longitude"], "own-maker-shares", 2024, "assumed",
                             "place and owner public; share of the region's output is a judgement"])
            if rest < -1e-9:
                raise SystemExit(f"{item} {region}: named sites exceed the region")
            if rest > 1e-9:
                rows.append([f"rest-{item}-{region.lower()}", f"Other makers of {item} in {region}", region, item, item,
                             "rest", number(total * rest / use), number(total * rest), OVERTIME.get(item, .10), "",
                             region, place[region]["latitude_deg"], place[region]["longitude_deg"], source, 2024,
                             "estimated", "world output times the region's share (judgement)"])
    write(world, OWN["sites"], "site,name,region,item,recipe,kind,capacity,output,overtime,owner,technology_origin,"
          "latitude_deg,longitude_deg,source,year,grade,note", rows)


def shares_of(text):
    found = shares(text)
    total = sum(found.values())
    if abs(total - 1) > .011 or len(found) > 12:
        raise SystemExit(f"shares sum to {total}: {text}")
    return {region: value / total for region, value in found.items()}


def emit_prices(world):
    rows = [[item, "*", number(price), number(low), number(high), 2024, "own-price-estimate", 2024, "estimated",
             "mean factory price; the range is that of types, not of time"]
            for item, (_, price, low, high, *_) in COMPONENTS.items()]
    rows += [["industry-" + industry, "*", 1, 1, 1, 2024, "own-definition", 2024, "derived",
              "counted in million USD of gross output; the unit's price is one by definition"]
             for industry in INDUSTRIES]
    write(world, "prices-downstream.csv", "item,region,price_usd,low_usd,high_usd,year_basis,source,year,grade,note",
          rows)


def emit_contents(world, items):
    """Element content of components: inputs per unit times the content of the inputs, down through components."""
    known_contents = defaultdict(dict)
    for row in table(world, "contents", skip=("contents-downstream.csv",)):
        known_contents[row["item"]][row["element"]] = float(row["mass_share"])

    def content(item):
        if item not in COMPONENTS:
            return known_contents.get(item, {})
        total = defaultdict(float)
        for name, quantity, _ in inputs_per_unit(item):
            kilograms = 1000 if units(items, name) == "t" and item != "cutting-tool" else 1
            for element, share in content(name).items():
                total[element] += quantity * kilograms * share
        return total

    rows = [[item, element, number(mass, 3), "own-bill-of-materials", 2024, "estimated",
             "kg in a kg of tool" if item == "cutting-tool" else "kg in one piece; inputs times their content"]
            for item in COMPONENTS for element, mass in sorted(content(item).items()) if mass > 0]
    write(world, "contents-downstream.csv", "item,element,mass_share,source,year,grade,note", rows)


def final_weights(item, tier):
    key = (item if item in FINAL_WEIGHTS else "chemistry" if item in CHEMISTRY else
           "default" if item in MATERIALS or item in COMPONENTS else "stocks")
    text = FINAL_WEIGHTS[key]
    weights = {r: GDP[r][1] for r in REGIONS} if text == "gdp" else shares(text)
    total = sum(weights.values())
    kept = {r: w / total for r, w in weights.items() if w / total >= SMALLEST_FINAL_SHARE[tier] or r == "ROW"}
    kept["ROW"] = kept.get("ROW", 0) + 1 - sum(kept.values())
    return {r: w for r, w in kept.items() if w > 1e-9}


def is_feed(item):
    """What is mined or collected: what its users leave stays in stock where it was made."""
    return item["group"] in ("concentrate", "scrap") or item["group"].endswith("-feed")


def stock_weights(item, output):
    made = {region: output.get((item, region), 0) for region in REGIONS}
    total = sum(made.values())
    weights = {region: quantity / total for region, quantity in made.items() if quantity >= .02 * total}
    kept = sum(weights.values())
    return {region: weight / kept for region, weight in weights.items()}


def magnet_weights(world, output, use):
    """Final use of magnets by region: what domestic output and net imports (BACI) leave after the use of motors and
    industries, and never less than 2 % of the supply. Returns {region: weight}, the same for the four magnet items."""
    flows, _ = known.magnets()
    supply = {r: sum(output.get((item, r), 0) for item in MAGNETS) for r in REGIONS}
    for (origin, destination), (mass, _) in flows.items():
        supply[destination] += mass
        supply[origin] -= mass
    weights = {}
    for region in REGIONS:
        need = sum(use.get((item, region), 0) for item in MAGNETS)
        weights[region] = max(supply[region] - need, .02 * max(supply[region], 0))
    total = sum(weights.values())
    return {region: weight / total for region, weight in weights.items() if weight >= .004 * total}


def emit_demand(world, items, left):
    rows = []
    output, use_without_own = balances(world, without_own_demand=True)
    for_magnets = magnet_weights(world, output, use_without_own)
    for item in list(COMPONENTS) + sorted(set(items) - set(COMPONENTS)):
        if items[item]["tier"] == "industry" or items[item]["traded"] != "yes":
            continue
        use = uses_of(item).get("final")
        base = COMPONENTS[item][0] if item in COMPONENTS else left[item]
        if use is None and item not in COMPONENTS and item not in MATERIALS and base > 0:
            use = (1.0, "other uses and growth of stocks")
        if use is None or base <= 0:
            continue
        weights = (for_magnets if item in MAGNETS else stock_weights(item, output) if is_feed(items[item]) else
                   final_weights(item, items[item]["tier"]))
        for region, weight in weights.items():
            quantity = use[0] * base * weight
            rows.append([item, region, use[1], number(quantity), "civil",
                         "yes" if item in ESSENTIAL_FINAL else "no", "own-use-shares", 2024,
                         "estimated" if item in USES or item in MATERIALS else "assumed",
                         "what supply leaves after other uses" if item in MAGNETS else
                         "share of what recipes leave, by region's weight"])
    write(world, OWN["demand"], "item,region,use,quantity,end_use,essential,source,year,grade,note", rows)
