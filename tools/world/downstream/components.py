"""Components and machines: world output in 2024, regions, prices, recipes, and who uses them.

Every number that is not public is a judgement and graded so. Recipes of industries follow from the use shares: quantity
per MUSD = share of use x world output of the component / world output of the industry. So use and output agree.
"""

# item: world output 2024 (units; t for tools), price, low, high (USD a piece; USD/kg for tools), basis of the output.
COMPONENTS = {
    "traction-motor": (33.5e6, 600, 350, 1200, "17.3 M plug-in cars x 1.3 motors (IEA) and 7 M hybrids x 1.6", "iea-gevo-2025;own-estimate"),
    "servo-motor": (30e6, 350, 120, 900, "0.54 M robots x 6 axes (IFR) are a tenth; machine tools and automation the rest", "ifr-2024;own-estimate"),
    "small-motor": (2.5e9, 12, 2, 60, "92.5 M vehicles (OICA) x about 14 motors with rare-earth magnets, and electronics, tools, drones", "oica-2024;own-estimate"),
    "compressor-motor": (160e6, 45, 25, 90, "inverter air conditioners, refrigerators and car compressors with rare-earth rotors", "own-estimate"),
    "wind-generator": (45000, 90000, 60000, 160000, "117 GW installed (GWEC), about 38 % with permanent magnets", "gwec-2025;jrc-2020-wind-ev;own-estimate"),
    "disk-drive": (124e6, 130, 40, 350, "shipments of 2024 as counted by the trade press", "trade-press-hdd-2024"),
    "loudspeaker": (6e9, 1.6, 0.4, 10, "phones, earphones, notebooks, cars, televisions", "own-estimate"),
    "magnetic-sensor": (5e9, 1.3, 0.4, 5, "position, speed and current sensors with a bonded or SmCo magnet", "own-estimate"),
    "flight-actuator": (300e3, 25000, 5000, 90000, "airliners, business jets, military aircraft and spares", "own-estimate"),
    "guidance-unit": (250e3, 40000, 5000, 300000, "missiles, guided rockets and bombs, loitering munitions", "own-estimate"),
    "radar-module": (30e3, 500000, 50000, 5000000, "air, naval, ground and weather radar sets", "own-estimate"),
    "jet-engine-hot-section": (12000, 1500000, 400000, 4000000, "airliner engines with spares, military engines, gas turbines", "own-estimate"),
    "fibre-amplifier": (1.2e6, 2000, 600, 8000, "terrestrial and undersea line systems, fibre lasers' stages", "own-estimate"),
    "laser-system": (350e3, 40000, 3000, 300000, "fibre, disk and rod lasers for industry, medicine, research", "own-estimate"),
    "mri-magnet-system": (6500, 1100000, 300000, 2500000, "scanners a year, a quarter of them with permanent magnets", "own-estimate"),
    "ct-pet-detector": (18000, 180000, 40000, 900000, "computed-tomography and PET scanners, baggage scanners", "own-estimate"),
    "lithography-and-etch-tool": (12000, 8500000, 1500000, 180000000, "wafer-fab equipment of about 105 bn USD (SEMI) at 8.5 MUSD a tool", "semi-2024;own-estimate"),
    "power-and-rf-chip": (25e9, 1.4, 0.2, 60, "GaN, GaAs and other power and radio-frequency devices", "own-estimate"),
    "lithium-ion-pack": (25.75e6, 6900, 4500, 9500, "about 1,545 GWh of cells; one unit is a pack of 60 kWh at 115 USD/kWh (BloombergNEF 2024)", "bnef-2024;own-estimate"),
    "cutting-tool": (60000, 220, 120, 450, "cemented-carbide inserts and solid tools", "own-estimate"),
}

# Shares of regions in world output (at most twelve); what is not listed imports.
MAKERS = {
    "traction-motor": "CHN .595 JPN .12 DEU .075 USA .06 KOR .05 HUN .022 FRA .022 ROW .018 MEX .018 POL .012 THA .003 ESP .005",
    "servo-motor": "CHN .56 JPN .16 DEU .08 TWN .04 KOR .04 USA .04 ITA .025 ROW .02 CHE .01 AUT .01 IND .01 THA .005",
    "small-motor": "CHN .65 VNM .05 ROW .06 JPN .035 MEX .045 DEU .035 POL .035 KOR .028 USA .02 HUN .015 IND .014 THA .013",
    "compressor-motor": "CHN .805 THA .04 JPN .025 KOR .033 IND .017 MEX .02 ROW .015 USA .012 BRA .012 DEU .01 TUR .006 CZE .005",
    "wind-generator": "CHN .825 DEU .05 ROW .04 ESP .025 IND .012 FRA .015 USA .01 BRA .008 ITA .005 TUR .005 VNM .005",
    "disk-drive": "THA .80 CHN .12 ROW .08",
    "loudspeaker": "CHN .69 VNM .19 MYS .03 THA .02 MEX .02 IDN .015 IND .015 ROW .02",
    "magnetic-sensor": "CHN .43 JPN .10 DEU .09 ROW .07 MYS .06 MEX .06 THA .05 USA .05 HUN .03 KOR .03 AUT .02 CZE .01",
    "flight-actuator": "USA .48 FRA .13 GBR .10 DEU .05 CAN .05 CHN .05 ITA .03 JPN .03 ROW .03 MEX .02 RUS .02 CHE .01",
    "guidance-unit": "USA .35 CHN .20 RUS .17 ROW .08 FRA .04 DEU .03 GBR .03 KOR .03 TUR .03 IND .02 ITA .01 SWE .01",
    "radar-module": "USA .33 CHN .22 FRA .08 RUS .08 GBR .05 ITA .05 DEU .04 SWE .04 ROW .04 JPN .03 NLD .02 IND .02",
    "jet-engine-hot-section": "USA .46 GBR .14 FRA .13 DEU .07 JPN .05 CHN .05 RUS .04 ITA .02 CAN .02 ROW .02",
    "fibre-amplifier": "CHN .45 THA .13 USA .12 JPN .12 MYS .04 MEX .03 CAN .03 ITA .02 DEU .02 KOR .02 ROW .02",
    "laser-system": "CHN .45 DEU .16 USA .13 JPN .08 GBR .04 ROW .04 FRA .03 KOR .02 CHE .02 ITA .02 RUS .01",
    "mri-magnet-system": "DEU .24 USA .24 CHN .24 NLD .14 JPN .06 GBR .06 KOR .01 IND .01",
    "ct-pet-detector": "CHN .30 USA .16 DEU .16 JPN .14 ROW .08 NLD .07 KOR .03 FRA .02 IND .02 GBR .02",
    "lithography-and-etch-tool": "USA .30 JPN .26 NLD .13 CHN .10 SGP .07 KOR .07 MYS .03 DEU .02 AUT .01 TWN .01",
    "power-and-rf-chip": "CHN .25 JPN .14 TWN .14 MYS .10 USA .08 DEU .08 KOR .05 ROW .05 AUT .04 ITA .03 THA .02 SGP .02",
    "lithium-ion-pack": "CHN .77 USA .06 JPN .04 POL .035 KOR .03 HUN .03 DEU .012 ROW .009 IND .005 MYS .004 FRA .003 SWE .002",
    "cutting-tool": "CHN .40 DEU .14 JPN .13 USA .10 SWE .06 ROW .06 KOR .04 IND .025 AUT .02 CZE .01 ITA .01 TWN .005",
}

# Inputs of one component: (item, kg or pieces per unit, unit, group, essentiality, short, long, days, grade, note).
# Material inputs are in t per unit; "kg" is converted when written.
MAGNET = (.05, .60, 720)          # between magnet grades: nearly fixed at once, redesign in about two years
RECIPES = {
    "traction-motor": [
        ("ndfeb-magnet-heavy", 1.2, "kg", "rotor-magnet", 1, *MAGNET, "mean over plug-in and hybrid motors; range 0.6-2.5 kg, up to 2 kg in a battery car; motors without magnets are in the mean"),
        ("ndfeb-magnet", .10, "kg", "rotor-magnet", 1, *MAGNET, "heavy-free designs with better cooling (grain-boundary and fine-grain grades); range 0-0.4 kg"),
        ("magnetic-sensor", 2, "unit", "sensor", .8, .1, .6, 365, "rotor position and phase current"),
    ],
    "servo-motor": [
        ("ndfeb-magnet-heavy", .22, "kg", "rotor-magnet", 1, *MAGNET, "range 0.1-1 kg over frame sizes; with the free grade 0.2-1 kg"),
        ("ndfeb-magnet", .13, "kg", "rotor-magnet", 1, *MAGNET, "small frames work below 120 degrees"),
        ("magnetic-sensor", 1, "unit", "sensor", .7, .1, .6, 365, "encoder; optical ones are a substitute"),
    ],
    "small-motor": [
        ("ndfeb-magnet", .0125, "kg", "rotor-magnet", 1, .10, .60, 540, "10-100 g in steering, brake and pump motors, 1-5 g in electronics; ferrite replaces it at the price of mass"),
        ("ndfeb-magnet-heavy", .005, "kg", "rotor-magnet", 1, .10, .60, 540, "motors in the engine room, steering and brakes"),
        ("ndfeb-magnet-bonded", .002, "kg", "rotor-magnet", 1, .10, .60, 540, "spindle, fan and pump rotors"),
    ],
    "compressor-motor": [
        ("ndfeb-magnet-heavy", .055, "kg", "rotor-magnet", 1, .15, .80, 540, "0.1-0.2 kg of magnet in a rotor; ferrite rotors are common in cheaper units"),
        ("ndfeb-magnet", .045, "kg", "rotor-magnet", 1, .15, .80, 540, "reduced-heavy grades since 2011"),
    ],
    "wind-generator": [
        ("ndfeb-magnet-heavy", 230, "kg", "rotor-magnet", 1, *MAGNET, "600-650 kg/MW direct drive, 80-160 kg/MW medium and high speed; mean with the free grade 350 kg/MW"),
        ("ndfeb-magnet", 120, "kg", "rotor-magnet", 1, *MAGNET, "as above; cooled offshore generators use little or no heavy rare earth"),
    ],
    "disk-drive": [
        ("ndfeb-magnet", .012, "kg", "voice-coil", 1, None, None, None, "voice-coil actuator, 10-15 g, no heavy rare earth"),
        ("ndfeb-magnet-bonded", .0025, "kg", "spindle", 1, None, None, None, "spindle motor ring"),
        ("polishing-powder", .002, "kg", "polishing", .5, None, None, None, "glass and aluminium platters"),
    ],
    "loudspeaker": [
        ("ndfeb-magnet", .0012, "kg", "driver-magnet", 1, .10, .50, 540, "0.1-0.5 g in phones and earphones, tens of grams in cars and sets; ferrite where there is room"),
    ],
    "magnetic-sensor": [
        ("ndfeb-magnet-bonded", .0006, "kg", "target-magnet", .9, .20, .80, 365, "multipole rings and back-bias magnets; ferrite in part"),
        ("smco-magnet", .00006, "kg", "target-magnet", .9, .20, .80, 365, "hot places: turbocharger, transmission"),
    ],
    "flight-actuator": [
        ("smco-magnet", .9, "kg", "actuator-magnet", 1, .02, .30, 1095, "motor and resolver; qualification of another grade takes years"),
        ("ndfeb-magnet-heavy", .4, "kg", "actuator-magnet", 1, .02, .30, 1095, "cooler places of the airframe"),
        ("power-and-rf-chip", 12, "unit", "power-stage", .8, None, None, None, "motor drive"),
    ],
    "guidance-unit": [
        ("smco-magnet", .35, "kg", "fin-magnet", 1, .02, .25, 1095, "fin motors and gyros, hot and shelf-stable"),
        ("ndfeb-magnet-heavy", .05, "kg", "fin-magnet", 1, .02, .25, 1095, "small fin motors"),
        ("germanium-optic", .06, "kg", "seeker", .3, .05, .50, 1095, "contained germanium; infrared seekers are a part of all"),
        ("power-and-rf-chip", 40, "unit", "electronics", 1, None, None, None, "seeker and data link"),
    ],
    "radar-module": [
        ("power-and-rf-chip", 2500, "unit", "transmit-receive", 1, None, None, None, "transmit-receive modules of active arrays"),
        ("compound-semiconductor-wafer", .3, "kg", "wafer", .5, None, None, None, "own foundries of radar makers"),
        ("smco-magnet", .8, "kg", "tube-magnet", .4, None, None, None, "travelling-wave tubes in the older half"),
        ("yttrium-oxide", 1.5, "kg", "garnet", .5, None, None, None, "yttrium-iron garnet circulators and filters"),
    ],
    "jet-engine-hot-section": [
        ("thermal-barrier-coating", 25, "kg", "coating", 1, None, None, None, "yttria-stabilised zirconia on blades, vanes and liners, with overspray"),
        ("yttrium-metal", .15, "kg", "bond-coat", .8, None, None, None, "MCrAlY bond coats and alloy additions"),
        ("smco-magnet", .3, "kg", "starter", .6, None, None, None, "permanent-magnet alternator of the engine control"),
    ],
    "fibre-amplifier": [
        ("doped-fibre", .003, "kg", "gain-fibre", 1, None, None, None, "tens of metres of erbium-doped fibre with its coating"),
    ],
    "laser-system": [
        ("doped-fibre", .006, "kg", "gain-medium", 1, .10, .70, 730, "ytterbium fibre: nearly two thirds of industrial lasers"),
        ("laser-crystal", .04, "kg", "gain-medium", 1, .10, .70, 730, "disk and rod lasers, medical lasers"),
        ("power-and-rf-chip", 30, "unit", "pump", .8, None, None, None, "pump diodes on gallium arsenide and drivers"),
    ],
    "mri-magnet-system": [
        ("ndfeb-magnet", 250, "kg", "field-magnet", .25, None, None, None, "a quarter of scanners, 1 t each, mostly low field; the others are superconducting"),
        ("holmium-oxide", .5, "kg", "regenerator", .7, .10, .50, 730, "HoCu2 spheres in the cold head of superconducting scanners"),
        ("erbium-oxide", .5, "kg", "regenerator", .7, .10, .50, 730, "Er3Ni spheres in the cold head"),
    ],
    "ct-pet-detector": [
        ("scintillator-crystal", 12, "kg", "scintillator", 1, None, None, None, "about 8 kg of ceramic in a CT, 100-200 kg of crystal in a PET"),
    ],
    "lithography-and-etch-tool": [
        ("ndfeb-magnet-heavy", 60, "kg", "stage-magnet", 1, *MAGNET, "planar and linear motor stages, robots, magnetrons"),
        ("ndfeb-magnet", 25, "kg", "stage-magnet", 1, *MAGNET, "as above"),
        ("servo-motor", 25, "unit", "drive", 1, None, None, None, "wafer and mask handling"),
        ("laser-system", .4, "unit", "source", .5, None, None, None, "light sources, alignment, annealing"),
        ("yttrium-oxide", 12, "kg", "plasma-lining", .8, .05, .40, 730, "plasma-resistant linings and coatings of etch chambers"),
    ],
    "power-and-rf-chip": [
        ("compound-semiconductor-wafer", .000012, "kg", "substrate", .6, .05, .40, 1095, "12 mg of wafer in the mean device; silicon and silicon carbide carry the others"),
        ("sputtering-target", .0000006, "kg", "film", .3, None, None, None, "scandium-doped filters and rare-earth films"),
    ],
    "lithium-ion-pack": [
        ("anode-graphite", 72, "kg", "anode", 1, .05, .40, 1095, "1.2 kg/kWh, natural and artificial; silicon and lithium-titanate replace a little"),
    ],
    "cutting-tool": [
        ("tungsten-powder", .75, "kg", "hard-metal", 1, .02, .25, 730, "contained tungsten in a kg of tool"),
        ("superhard-powder", .006, "kg", "superhard", .25, None, None, None, "diamond and boron-nitride tipped tools and grinding of the others"),
    ],
}

# Use of a component: (share of world output, essentiality). "final" is use outside the fourteen industries; the rest
# goes into other components by the recipes above.
USES = {
    "traction-motor": {"electric-vehicles": (.965, 1), "motor-vehicles": (.008, .02), "machinery-and-robots": (.007, .02), "final": (.02, "replacement and two-wheelers")},
    "servo-motor": {"machinery-and-robots": (.83, .45), "consumer-electronics": (.03, .05), "medical-devices": (.03, .3), "defence": (.02, .4), "wind-power": (.02, .8), "aerospace": (.01, .2), "final": (.05, "replacement, logistics")},
    "small-motor": {"motor-vehicles": (.42, .9), "electric-vehicles": (.16, 1), "consumer-electronics": (.13, .5), "computers-and-data-centres": (.05, .7), "appliances": (.08, .5), "machinery-and-robots": (.05, .2), "medical-devices": (.02, .4), "aerospace": (.002, .6), "defence": (.005, .4), "telecom-and-lighting": (.01, .3), "final": (.073, "tools, drones, two-wheelers, spares")},
    "compressor-motor": {"appliances": (.80, .5), "electric-vehicles": (.125, .9), "machinery-and-robots": (.03, .03), "final": (.045, "replacement")},
    "wind-generator": {"wind-power": (.98, .4), "final": (.02, "replacement")},
    "disk-drive": {"computers-and-data-centres": (.82, .25), "consumer-electronics": (.08, .05), "final": (.10, "retail and surveillance")},
    "loudspeaker": {"consumer-electronics": (.62, .8), "computers-and-data-centres": (.13, .3), "motor-vehicles": (.10, .1), "electric-vehicles": (.05, .1), "telecom-and-lighting": (.06, .3), "appliances": (.01, .05), "final": (.03, "retail")},
    "magnetic-sensor": {"motor-vehicles": (.45, .9), "electric-vehicles": (.135, .9), "machinery-and-robots": (.11, .4), "consumer-electronics": (.12, .2), "appliances": (.08, .4), "medical-devices": (.02, .3), "aerospace": (.01, .5), "defence": (.01, .4), "computers-and-data-centres": (.02, .2), "wind-power": (.002, .6), "final": (.02, "replacement")},
    "flight-actuator": {"aerospace": (.70, .9), "defence": (.25, .35), "final": (.05, "maintenance")},
    "guidance-unit": {"defence": (1, .30)},
    "radar-module": {"defence": (.80, .25), "aerospace": (.15, .3), "final": (.05, "air traffic control, weather")},
    "jet-engine-hot-section": {"aerospace": (.72, .9), "defence": (.13, .3), "final": (.15, "power plants and overhaul")},
    "fibre-amplifier": {"telecom-and-lighting": (.85, .25), "machinery-and-robots": (.05, .02), "defence": (.05, .05), "final": (.05, "network operators")},
    "laser-system": {"machinery-and-robots": (.52, .10), "semiconductors": (.07, .1), "medical-devices": (.11, .15), "consumer-electronics": (.08, .2), "defence": (.04, .1), "electric-vehicles": (.04, .1), "telecom-and-lighting": (.02, .05), "final": (.10, "research and repair")},
    "mri-magnet-system": {"medical-devices": (1, .05)},
    "ct-pet-detector": {"medical-devices": (.97, .06), "final": (.03, "baggage scanners")},
    "lithography-and-etch-tool": {"semiconductors": (.97, .08), "final": (.03, "research")},
    "power-and-rf-chip": {"consumer-electronics": (.30, .9), "telecom-and-lighting": (.15, .9), "electric-vehicles": (.15, .9), "machinery-and-robots": (.10, .5), "computers-and-data-centres": (.085, .7), "motor-vehicles": (.06, .8), "appliances": (.05, .5), "wind-power": (.01, .7), "defence": (.01, .6), "aerospace": (.003, .5), "medical-devices": (.01, .4), "final": (.05, "distribution and repair")},
    "lithium-ion-pack": {"electric-vehicles": (.66, .9), "consumer-electronics": (.06, .7), "computers-and-data-centres": (.01, .4), "telecom-and-lighting": (.03, .1), "machinery-and-robots": (.02, .05), "medical-devices": (.002, .1), "final": (.218, "stationary storage, two-wheelers")},
    "cutting-tool": {"machinery-and-robots": (.38, .6), "motor-vehicles": (.26, .6), "electric-vehicles": (.05, .4), "aerospace": (.08, .8), "defence": (.03, .5), "medical-devices": (.02, .4), "wind-power": (.01, .4), "appliances": (.03, .3), "consumer-electronics": (.04, .3), "final": (.10, "job shops, mining, construction")},
}

WHY = {
    "small-motor": "a car without its steering, brake or pump motor cannot leave the line",
    "lithography-and-etch-tool": "tools are investment: without new ones, ramps and repairs stop, not running lines",
    "mri-magnet-system": "one product among many of the industry", "ct-pet-detector": "one product among many of the industry",
    "cutting-tool": "tools are reground and stretched before lines stop",
    "wind-generator": "turbines with wound rotors go on", "guidance-unit": "munitions are part of the industry's output",
    "loudspeaker": "cars were delivered without parts of this kind in 2021-2022; phones are not",
}

# Direct use of materials by industries: share of what the other recipes leave over, essentiality, reason.
MATERIALS = {
    "polishing-powder": {"glass-and-optics": (.55, .45), "semiconductors": (.12, .5), "consumer-electronics": (.25, .3), "final": (.08, "jewellery, repair")},
    "fcc-catalyst": {"refining": (1.0, .35)},
    "auto-catalyst-washcoat": {"motor-vehicles": (.88, .75), "electric-vehicles": (.09, .35), "final": (.03, "replacement")},
    "phosphor": {"telecom-and-lighting": (.70, .25), "consumer-electronics": (.25, .3), "medical-devices": (.03, .1), "final": (.02, "security marks")},
    "ysz-powder": {"medical-devices": (.35, .12), "semiconductors": (.05, .2), "motor-vehicles": (.12, .5), "machinery-and-robots": (.15, .05), "consumer-electronics": (.13, .05), "aerospace": (.03, .2), "final": (.17, "fuel cells, refractories, dental laboratories")},
    "thermal-barrier-coating": {"final": (1.0, "overhaul of engines and gas turbines")},
    "scintillator-crystal": {"defence": (.1, .03), "final": (.9, "well logging, physics, baggage scanners")},
    "contrast-agent": {"medical-devices": (.15, .02), "final": (.85, "hospitals")},
    "laser-crystal": {"defence": (.5, .05), "final": (.5, "research and repair")},
    "doped-fibre": {"telecom-and-lighting": (.6, .05), "final": (.4, "sensing and repair")},
    "mlcc": {"consumer-electronics": (.34, 1), "computers-and-data-centres": (.17, 1), "motor-vehicles": (.12, .9), "electric-vehicles": (.12, 1), "telecom-and-lighting": (.13, 1), "machinery-and-robots": (.06, .4), "appliances": (.03, .5), "medical-devices": (.01, .5), "defence": (.004, .7), "aerospace": (.001, .5), "wind-power": (.001, .5), "final": (.014, "distribution and repair")},
    "nimh-alloy": {"electric-vehicles": (.55, .06), "consumer-electronics": (.25, .02), "final": (.20, "retail cells")},
    "sputtering-target": {"semiconductors": (.7, .25), "computers-and-data-centres": (.1, .1), "glass-and-optics": (.15, .1), "final": (.05, "research")},
    "scandium-aluminium": {"aerospace": (.55, .02), "defence": (.15, .02), "telecom-and-lighting": (.10, .02), "final": (.20, "sports goods, fuel cells")},
    "gallium-metal": {"semiconductors": (.08, .1), "telecom-and-lighting": (.12, .3), "final": (.80, "photovoltaics, magnets, research")},
    "germanium-metal": {"telecom-and-lighting": (.65, .25), "aerospace": (.05, .02), "final": (.30, "polymer catalysts, solar cells of satellites")},
    "germanium-optic": {"defence": (.55, .12), "motor-vehicles": (.02, .01), "machinery-and-robots": (.08, .01), "telecom-and-lighting": (.25, .1), "final": (.10, "thermal cameras of rescue and industry")},
    "antimony-metal": {"motor-vehicles": (.22, .3), "consumer-electronics": (.14, .15), "appliances": (.08, .15), "glass-and-optics": (.12, .3), "defence": (.02, .15), "telecom-and-lighting": (.06, .15), "final": (.36, "flame retardants in building and textiles, polyester catalysts")},
    "tungsten-powder": {"defence": (.12, .08), "aerospace": (.05, .05), "machinery-and-robots": (.45, .05), "medical-devices": (.02, .05), "telecom-and-lighting": (.03, .02), "final": (.33, "mining, drilling, steel")},
    "superhard-powder": {"machinery-and-robots": (.25, .08), "glass-and-optics": (.12, .2), "semiconductors": (.10, .3), "motor-vehicles": (.08, .1), "final": (.45, "stone, drilling and wire saws for photovoltaics")},
    "compound-semiconductor-wafer": {"consumer-electronics": (.5, .1), "telecom-and-lighting": (.4, .2), "final": (.1, "research")},
    "anode-graphite": {"final": (1.0, "other carbon products")},
    "smco-magnet": {"defence": (.25, .05), "machinery-and-robots": (.30, .05), "medical-devices": (.05, .03), "final": (.40, "couplings, pumps, research")},
    "ndfeb-magnet": {"machinery-and-robots": (.20, .08), "consumer-electronics": (.25, .2), "final": (.55, "separators, couplings, two-wheelers, tools, replacement")},
    "ndfeb-magnet-heavy": {"machinery-and-robots": (.45, .10), "defence": (.02, .05), "final": (.53, "lift machines, two-wheelers, pumps, replacement")},
    "ndfeb-magnet-bonded": {"machinery-and-robots": (.2, .03), "consumer-electronics": (.4, .08), "final": (.4, "stepper motors, replacement")},
    "lanthanum-oxide": {"glass-and-optics": (.6, .25), "final": (.4, "water treatment, other chemistry")},
    "cerium-oxide": {"glass-and-optics": (.4, .2), "final": (.6, "decolouring, pigments, steel, other chemistry")},
    "erbium-oxide": {"glass-and-optics": (.4, .02), "final": (.6, "pigments and other chemistry")},
    "yttrium-oxide": {"semiconductors": (.06, .15), "telecom-and-lighting": (.05, .05), "final": (.89, "ceramics, superconductors, other chemistry")},
    "gadolinium-oxide": {"final": (1.0, "nuclear absorbers, glass, other chemistry")},
    "lanthanum-cerium-metal": {"final": (1.0, "mischmetal for steel, cast iron, magnesium, flints")},
    "yttrium-metal": {"aerospace": (.3, .05), "final": (.7, "alloy additions")},
}
