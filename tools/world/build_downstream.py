"""Generates the downstream, trade and industry tables of a source world.

usage: CK_SHARED=DIR /usr/bin/python3 tools/world/build_downstream.py [WORLD_SOURCE_FOLDER]

Reads the upstream tables (items, recipes, sites, demand) from the same folder and the data collection named by
CK_SHARED, and writes the *-downstream.csv tables, industries.csv, the flows, buyers and routes. Python 3
standard library only.
"""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "downstream"))
import behaviour     # noqa: E402
import common        # noqa: E402
import industries    # noqa: E402
import tables        # noqa: E402
import trade         # noqa: E402


def main(arguments):
    here = os.path.dirname(os.path.abspath(__file__))
    world = arguments[1] if len(arguments) > 1 else os.path.join(here, "..", "..", "worlds", "rare-earths", "source")
    items = {row["item"]: row for row in common.table(world, "items")}
    made_by_industry = industries.build()
    left, made, used = tables.left_over(items, world)
    industries.emit(world, made_by_industry)
    tables.emit_recipes(world, items, made_by_industry, left, made)
    tables.emit_sites(world)
    tables.emit_prices(world)
    tables.emit_contents(world, items)
    tables.emit_demand(world, items, left)
    trade.emit(world, items)
    behaviour.emit(world)
    for item in items:
        if items[item]["tier"] in ("upstream", "input") and left[item] < 0:
            print(f"short: {item}: made {made.get(item, 0):.4g}, used {used.get(item, 0):.4g}")


if __name__ == "__main__":
    main(sys.argv)
