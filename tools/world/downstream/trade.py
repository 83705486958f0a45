"""Bilateral flows of every traded item: known ones as they are, the others by gravity and biproportional scaling.

For an item with output S(o) and use U(d) the prior is S(o) U(d) / distance^0.9, times factors for the home market, for
customs unions and against embargoes; where imports of a destination are known, their pattern replaces the prior of its
imports. The prior is scaled to S and U (RAS). A flow is kept when it carries at least 1 % of the destination's use;
what is dropped goes to its largest kept origin.
"""
from collections import defaultdict
from math import asin, cos, radians, sin, sqrt

import known
from common import EU, REGIONS, lag_and_mode, number, rows_of, shared, table, write
from components import COMPONENTS
from tables import MAGNETS, balances

DISTANCE_POWER = 0.9
HOME = {"upstream": 6.0, "input": 5.0, "output": 4.0}     # home market over a foreign one at the same distance
HOME_KM = 300.0
UNION = 2.0                                               # EU and USMCA members among themselves
WEST = set("USA JPN KOR TWN AUS DEU FRA ITA ESP POL CZE HUN NLD SWE AUT GBR EST CAN CHE".split())
ARMS = {"guidance-unit", "radar-module"}
SMALLEST_SHARE = 0.01
OUTLET_SHARE = 0.2               # a flow that carries this share of the origin's output is kept, however small for the buyer
# Largest number of origins by the destination's share of world use: small markets need little detail.
ORIGINS = ((.05, 5), (.02, 3), (.01, 2), (0, 1))

# US import values by origin give the pattern of imports of components.
US_HS6 = {
    "traction-motor": ("850132", "850133", "850152", "850153"), "servo-motor": ("850131", "850151", "850152"),
    "small-motor": ("850110", "850120", "850131"), "compressor-motor": ("841430", "850140"),
    "wind-generator": ("850164", "850231"), "disk-drive": ("847170",), "loudspeaker": ("851821", "851822", "851829"),
    "flight-actuator": ("880730",), "radar-module": ("852610",), "jet-engine-hot-section": ("841191",),
    "laser-system": ("901320",), "mri-magnet-system": ("901813",), "ct-pet-detector": ("902212", "901814"),
    "lithography-and-etch-tool": ("848620",), "power-and-rf-chip": ("854129",), "lithium-ion-pack": ("850760",),
    "cutting-tool": ("820900", "820730"), "mlcc": ("853224",),
}


def distances(world):
    place = {row["region"]: (radians(float(row["latitude_deg"])), radians(float(row["longitude_deg"])))
             for row in table(world, "regions")}
    result = {}
    for a, (lat_a, lon_a) in place.items():
        for b, (lat_b, lon_b) in place.items():
            h = sin((lat_b - lat_a) / 2) ** 2 + cos(lat_a) * cos(lat_b) * sin((lon_b - lon_a) / 2) ** 2
            result[a, b] = HOME_KM if a == b else max(HOME_KM, 12742 * asin(sqrt(h)))
    return result


def allowed(item, origin, destination):
    """Factor against trade that hardly exists: sanctions and arms between blocs."""
    if (item, origin, destination) in known.NO_TRADE or (item, origin) in known.NO_EXPORT:
        return 0.0
    russia = "RUS" in (origin, destination)
    west = origin in WEST and destination in WEST
    if item in ARMS:
        if {origin, destination} <= (WEST | {"IND", "TUR", "BRA", "SGP", "ROW", "IDN", "THA", "MYS", "VNM", "MEX"}):
            return 1.0
        return 0.02 if not west and not (origin in WEST or destination in WEST) else 0.0
    if russia and (origin in WEST or destination in WEST):
        return 0.02
    return 1.0


def banned(item, origin, destination):
    """Trade that is known not to exist: stated with quantity 0, so that no balance invents it. Trade between Russia and
    the West is left to customs data: where these show none, there is none."""
    return (allowed(item, origin, destination) == 0.0 or
            "RUS" in (origin, destination) and (origin in WEST or destination in WEST))


def us_pattern(item, output):
    """Share of origins in US imports of the component's customs codes, among regions that make it."""
    names = known.census_names({r: output[item, r] for r in EU if output.get((item, r), 0) > 0} or {"DEU": 1.0})
    values = defaultdict(float)
    for row in rows_of(shared("us_imports_2024", "us_imports_2024_hs6_all.csv.gz")):
        if row["hs6"] in US_HS6.get(item, ()):
            places = names.get(row["country"], {"ROW": 1.0})
            total = sum(places.values())
            for origin, part in places.items():
                if output.get((item, origin), 0) > 0 and origin != "USA":
                    values[origin] += float(row["value_usd"]) * part / total
    total = sum(values.values())
    return {origin: value / total for origin, value in values.items()} if total > 0 else {}


def scaled(prior, supply, use, rounds=400):
    """Biproportional scaling of {(o, d): x} to row sums `supply` and column sums `use` (made equal in total)."""
    cells = {pair: value for pair, value in prior.items() if value > 0 and supply.get(pair[0], 0) > 0
             and use.get(pair[1], 0) > 0}
    total = sum(use.values())
    made = sum(supply.values())
    for _ in range(rounds):
        rows = defaultdict(float)
        for (origin, _), value in cells.items():
            rows[origin] += value
        for pair in cells:
            cells[pair] *= supply[pair[0]] * total / made / rows[pair[0]]
        columns = defaultdict(float)
        for (_, destination), value in cells.items():
            columns[destination] += value
        for pair in cells:
            cells[pair] *= use[pair[1]] / columns[pair[1]]
    return cells


def estimate(item, tier, output, use, known_flows, distance):
    """Flows of one item; known_flows: {(o, d): quantity}. Returns {(o, d): quantity} without the home market."""
    supply = {r: output[item, r] for r in REGIONS if output.get((item, r), 0) > 0}
    needs = {r: use[item, r] for r in REGIONS if use.get((item, r), 0) > 0}
    if not supply or not needs:
        return {}
    prior = {}
    for origin in supply:
        for destination in needs:
            factor = HOME[tier] if origin == destination else allowed(item, origin, destination)
            if origin != destination and ({origin, destination} <= EU or {origin, destination} <= {"USA", "CAN",
                "MEX"}):
                factor *= UNION
            prior[origin, destination] = (supply[origin] * needs[destination] * factor /
                                          distance[origin, destination] ** DISTANCE_POWER)
    pattern = us_pattern(item, output) if item in US_HS6 and "USA" in needs else {}
    patterns = defaultdict(dict)
    for (origin, destination), quantity in known_flows.items():
        patterns[destination][origin] = quantity
    if pattern:
        patterns["USA"] = pattern
    for destination, found in patterns.items():
        found = {o: q for o, q in found.items() if (o, destination) in prior and o != destination}
        foreign = sum(prior.get((o, destination), 0) for o in supply if o != destination)
        total = sum(found.values())
        if total <= 0 or foreign <= 0:
            continue
        for origin in supply:
            if origin != destination and (origin, destination) in prior:
                prior[origin, destination] = foreign * (found.get(origin, 0) / total + 1e-6)
    cells = scaled(prior, supply, needs)
    world_use = sum(needs.values())
    outlets = {}                                # where an origin sells most of what it does not use itself
    for origin in supply:
        row = {d: cells.get((origin, d), 0) for d in needs if d != origin}
        if row and sum(row.values()) >= OUTLET_SHARE * supply[origin]:
            outlets[origin] = max(row, key=lambda d: (row[d], d))
    kept = {}
    for destination in needs:
        column = {o: cells.get((o, destination), 0) for o in supply}
        at_most = next(count for share, count in ORIGINS if needs[destination] >= share * world_use)
        keep = sorted((o for o in column if o != destination and column[o] >= SMALLEST_SHARE * needs[destination]),
                      key=lambda o: (-column[o], o))[:at_most]
        if not keep and destination not in supply:
            keep = [max(column, key=lambda o: (column[o], o))]
        keep += sorted(o for o, d in outlets.items() if d == destination and o not in keep)
        for origin in keep + [destination] * (destination in supply):
            kept[origin, destination] = column[origin]
    return {pair: value for pair, value in scaled(kept, supply, needs).items()
            if pair[0] != pair[1] and (value >= .002 * needs[pair[1]] or pair[1] not in supply or
                                       outlets.get(pair[0]) == pair[1])}


def capped(flows, item, output, use):
    """Known flows brought inside what the origin makes and what the destination uses (customs also count transit)."""
    result = dict(flows)
    for side, limit in ((0, output), (1, use)):
        total = defaultdict(float)
        for pair, quantity in result.items():
            total[pair[side]] += quantity
        for pair in result:
            room = limit.get((item, pair[side]), 0)
            if total[pair[side]] > room:
                result[pair] *= room / total[pair[side]]
    return result


# Customs data of a part of the forms (metal without oxide): their origins stand for all forms.
PATTERN_ONLY = {"antimony-metal"}


def as_pattern(item, flows, output, use):
    """Flows of every buyer but the United States, whose data are complete, scaled to what it does not make itself."""
    total = defaultdict(float)
    for (_, destination), quantity in flows.items():
        total[destination] += quantity
    result = {}
    for (origin, destination), quantity in flows.items():
        need = use.get((item, destination), 0) - output.get((item, destination), 0)
        scale = need / total[destination] if destination != "USA" and 0 < total[destination] < need else 1.0
        result[origin, destination] = quantity * scale
    return result


def magnet_needs(output, use):
    """Destination's shares of the four magnet items in its use."""
    world = {name: sum(use.get((name, r), 0) for r in REGIONS) for name in MAGNETS}
    result = {}
    for region in REGIONS:
        needs = {name: use.get((name, region), 0) + 1e-3 * world[name] for name in MAGNETS}
        total = sum(needs.values())
        result[region] = {name: value / total for name, value in needs.items()} if total > 0 else {}
    return result


HEADER = ("item,origin,destination,quantity,value_musd,lag_days,mode,share_military,share_semiconductor,source,year,"
          "grade,note")


def emit(world, items):
    output, use = balances(world)
    distance = distances(world)
    observed = defaultdict(dict)
    detail = {}
    flows, price = known.magnets({r: sum(output.get((m, r), 0) for m in MAGNETS) for r in REGIONS})
    split = magnet_needs(output, use)
    for (origin, destination), (mass, value) in flows.items():
        for item, share in split[destination].items():
            if output.get((item, origin), 0) > 0:
                observed[item][origin, destination] = observed[item].get((origin, destination), 0) + mass * share
                detail[item, origin, destination] = (
                    value * share, "baci-202601", "estimated",
                    f"BACI 850511 at {number(price, 3)} USD/kg of rare-earth magnet; item by the destination's needs")
    for item, origin, destination, mass, value, source, grade, note in known.materials():
        if item in items:
            observed[item][origin, destination] = observed[item].get((origin, destination), 0) + mass
            detail[item, origin, destination] = (value, source, grade, note)
    known_rows, material_rows, component_rows, none_rows = [], [], [], []
    for item, row in items.items():
        if row["traded"] != "yes":
            continue
        tier = row["tier"]
        observed[item] = {(o, d): quantity for (o, d), quantity in observed[item].items()
                          if not banned(item, o, d) or quantity >= SMALLEST_SHARE * use.get((item, d), 0)}
        if item in PATTERN_ONLY:
            observed[item] = as_pattern(item, observed[item], output, use)
            for pair in observed[item]:
                value, source, grade, note = detail[item, pair[0], pair[1]]
                if pair[1] != "USA":
                    detail[item, pair[0], pair[1]] = (None, source, "estimated", note + "; pattern scaled to the use here")
        raw = observed[item]
        observed[item] = capped(raw, item, output, use)
        guess = estimate(item, tier, output, use, observed[item], distance)
        shares_in = defaultdict(float)
        for (origin, destination), quantity in observed[item].items():
            shares_in[destination] += quantity
        for origin in REGIONS:
            for destination in REGIONS:
                if (origin != destination and output.get((item, origin), 0) > 0 and use.get((item, destination), 0) > 0
                        and (origin, destination) not in observed[item] and banned(item, origin, destination)):
                    lag, mode = lag_and_mode(item, origin, destination)
                    none_rows.append([item, origin, destination, 0, "", lag, mode, "", "", "own-gravity", 2024, "estimated",
                                      "no such trade: sanctions, arms between blocs, or ore that stays at home"])
        world_use = sum(use.get((item, r), 0) for r in REGIONS)
        written, rank = set(), defaultdict(int)
        for (origin, destination), quantity in sorted(observed[item].items(), key=lambda f: (f[0][1], -f[1], f[0][0])):
            need = use.get((item, destination), 0)
            if output.get((item, origin), 0) <= 0 or need <= 0:
                continue
            at_most = next(count for share, count in ORIGINS if need >= share * world_use)
            is_outlet = quantity >= OUTLET_SHARE * output[item, origin]
            if not is_outlet and (quantity < SMALLEST_SHARE * max(shares_in[destination], need) or
                                  rank[destination] > at_most):
                continue
            rank[destination] += 1
            value, source, grade, note = detail[item, origin, destination]
            if quantity < .95 * raw[origin, destination]:
                value = None
                grade = "estimated"
                note += f"; {number(raw[origin, destination], 3)} t in customs, brought inside output and use"
            lag, mode = lag_and_mode(item, origin, destination)
            known_rows.append([item, origin, destination, number(quantity), "" if value is None else number(value),
                               lag, mode, "", "", source, 2024, grade, note])
            written.add((origin, destination))
        covered = {destination for _, destination in written}
        for (origin, destination), quantity in sorted(guess.items()):
            if (origin, destination) in written or banned(item, origin, destination) and \
                    (origin, destination) not in observed[item]:
                continue
            if destination in covered and quantity < min(.05 * use[item, destination], .2 * output[item, origin]):
                continue
            lag, mode = lag_and_mode(item, origin, destination)
            target = component_rows if item in COMPONENTS else material_rows
            pattern = "; imports by origin as in US customs values" if destination == "USA" and item in US_HS6 else ""
            target.append([item, origin, destination, number(quantity), "", lag, mode, "", "", "own-gravity", 2024,
                           "estimated", "gravity scaled to output and use" + pattern])
    write(world, "flows.csv", HEADER, known_rows)
    write(world, "flows-materials.csv", HEADER, material_rows)
    write(world, "flows-components.csv", HEADER, component_rows)
    write(world, "flows-none.csv", HEADER, none_rows)
