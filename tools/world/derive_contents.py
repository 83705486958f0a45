#!/usr/bin/env python3
"""Element content of components and machines from their recipes: writes contents-components.csv of a source world.

Usage: derive_contents.py [FOLDER]      (default: worlds/rare-earths/source beside this project)

Rule: kg of an element in one piece = sum over inputs of quantity x content of the input (1 t is 1000 kg; a piece carries the
kg of its own row). Materials have their contents in contents.csv by hand; only items of tier `output` are derived, in the order of
their needs. Scrap and losses inside component plants are ignored. Standard library only.
"""
import csv
import os
import sys

from check_source import Report, World

SMALLEST = 1e-9      # kg in a piece; less is left out


def derived(world):
    """{item: {element: kg per piece (or kg per kg for items in t)}} for items of tier output."""
    by_output = {}
    for rows in world.recipe.values():
        by_output[rows[0]["output"]] = rows
    result = {}

    def content(item):
        if item in world.content:
            return world.content[item]
        if item not in result:
            result[item] = {}
            for row in by_output.get(item, []):
                if row["role"] != "input":
                    continue
                part = world.item[row["component"]]
                scale = float(row["quantity"])
                if part["unit"] == "t" and world.item[item]["unit"] == "unit":
                    scale *= 1000
                for element, share in content(row["component"]).items():
                    result[item][element] = result[item].get(element, 0) + scale * share
        return result[item]

    for item, row in world.item.items():
        if row["tier"] == "output":
            content(item)
    return result


def text(value):
    shown = format(float(f"{value:.4g}"), ".12f").rstrip("0")
    return shown.rstrip(".")


def main(arguments):
    here = os.path.dirname(os.path.abspath(__file__))
    folder = arguments[0] if arguments else os.path.join(here, "..", "..", "worlds", "rare-earths", "source")
    target = os.path.join(folder, "contents-components.csv")
    if os.path.exists(target):
        os.rename(target, target + ".old")
    try:
        world = World(folder, Report())
        found = derived(world)
        with open(target + ".part", "w", encoding="utf-8", newline="") as stream:
            out = csv.writer(stream, lineterminator="\n")
            out.writerow("item,element,mass_share,source,year,grade,note".split(","))
            for item in world.item:
                for element in sorted(found.get(item, {})):
                    if found[item][element] >= SMALLEST:
                        out.writerow([item, element, text(found[item][element]), "own-upstream", 2024, "derived",
                                      "sum over the recipe of quantity times content"])
        os.replace(target + ".part", target)
    except BaseException:
        if os.path.exists(target + ".old"):
            os.replace(target + ".old", target)
        raise
    if os.path.exists(target + ".old"):
        os.remove(target + ".old")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
