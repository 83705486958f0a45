"""Named large makers of components. The share of the region's output is a judgement; place and owner are public."""

# site, name, item, region, share of the region's output, owner, technology origin, latitude, longitude
NAMED = """
byd-findreams-drives|BYD FinDreams drive units, Shenzhen and Changsha|traction-motor|CHN|.28|BYD|CHN|22.7|114.4
nidec-pinghu|Nidec e-axle plant, Pinghu|traction-motor|CHN|.04|Nidec|JPN|30.7|121.0
inovance-changzhou|Inovance Automotive, Changzhou|traction-motor|CHN|.07|Inovance|CHN|31.8|119.9
tesla-shanghai-drives|Tesla drive units, Shanghai|traction-motor|CHN|.06|Tesla|USA|30.9|121.8
aisin-blue-nexus-anjo|Aisin and BluE Nexus, Anjo|traction-motor|JPN|.45|Aisin|JPN|34.9|137.1
tesla-texas-fremont-drives|Tesla drive units, Fremont and Austin|traction-motor|USA|.50|Tesla|USA|37.5|-121.9
vw-kassel|Volkswagen components, Kassel|traction-motor|DEU|.35|Volkswagen|DEU|51.3|9.4
bosch-hildesheim|Bosch e-machines, Hildesheim|traction-motor|DEU|.15|Bosch|DEU|52.2|9.9
audi-gyor|Audi e-drives, Győr|traction-motor|HUN|.60|Audi|DEU|47.7|17.7
fanuc-oshino|Fanuc, Oshino|servo-motor|JPN|.30|Fanuc|JPN|35.5|138.8
yaskawa-iruma|Yaskawa, Iruma and Yukuhashi|servo-motor|JPN|.25|Yaskawa|JPN|35.8|139.4
inovance-suzhou|Inovance, Suzhou|servo-motor|CHN|.25|Inovance|CHN|31.2|120.6
siemens-bad-neustadt|Siemens, Bad Neustadt|servo-motor|DEU|.35|Siemens|DEU|50.3|10.2
nidec-dalian-vietnam|Nidec small motors, Ho Chi Minh City and Hanoi|small-motor|VNM|.35|Nidec|JPN|10.8|106.8
mabuchi-danang|Mabuchi Motor, Da Nang|small-motor|VNM|.20|Mabuchi|JPN|16.1|108.1
johnson-electric-shajing|Johnson Electric, Shenzhen|small-motor|CHN|.08|Johnson Electric|CHN|22.7|113.8
nidec-zhejiang|Nidec, Pinghu and Dalian small motors|small-motor|CHN|.07|Nidec|JPN|38.9|121.6
bosch-buehl|Bosch, Bühl|small-motor|DEU|.30|Bosch|DEU|48.7|8.1
thyssenkrupp-jaszfenyszaru|thyssenkrupp steering, Jászfényszaru|small-motor|HUN|.25|thyssenkrupp|DEU|47.6|19.7
midea-welling-foshan|Midea Welling and GMCC, Foshan and Wuhu|compressor-motor|CHN|.35|Midea|CHN|22.9|113.2
gree-landa-zhuhai|Gree Landa and Kaibang, Zhuhai|compressor-motor|CHN|.25|Gree|CHN|22.3|113.5
daikin-chonburi|Daikin, Chonburi|compressor-motor|THA|.30|Daikin|JPN|13.4|101.0
crrc-yongji|CRRC Yongji and Zhuzhou generators|wind-generator|CHN|.30|CRRC|CHN|34.9|110.4
goldwind-generators|Goldwind generators, Xinjiang and Jiangsu|wind-generator|CHN|.25|Goldwind|CHN|43.9|87.5
siemens-gamesa-cuxhaven|Siemens Gamesa nacelles, Cuxhaven|wind-generator|DEU|.55|Siemens Energy|DEU|53.9|8.7
ge-saint-nazaire|GE Vernova, Saint-Nazaire|wind-generator|FRA|.80|GE Vernova|USA|47.3|-2.2
seagate-korat|Seagate, Korat|disk-drive|THA|.42|Seagate|USA|14.9|102.0
wd-bang-pa-in|Western Digital, Bang Pa-in and Prachinburi|disk-drive|THA|.55|Western Digital|USA|14.2|100.6
seagate-wuxi|Seagate, Wuxi|disk-drive|CHN|.80|Seagate|USA|31.5|120.4
toshiba-laguna|Toshiba, Laguna (Philippines)|disk-drive|ROW|.95|Toshiba|JPN|14.3|121.1
goertek-weifang|Goertek, Weifang|loudspeaker|CHN|.20|Goertek|CHN|36.7|119.1
aac-changzhou|AAC Technologies, Changzhou|loudspeaker|CHN|.22|AAC|CHN|31.7|119.9
goertek-bac-ninh|Goertek and Luxshare, Bac Ninh and Bac Giang|loudspeaker|VNM|.55|Goertek|CHN|21.2|106.1
infineon-kulim-sensors|Infineon sensors, Malacca|magnetic-sensor|MYS|.50|Infineon|DEU|2.2|102.3
tdk-micronas-freiburg|TDK-Micronas, Freiburg|magnetic-sensor|DEU|.25|TDK|DEU|48.0|7.8
moog-east-aurora|Moog, East Aurora|flight-actuator|USA|.22|Moog|USA|42.8|-78.6
parker-irvine|Parker Aerospace, Irvine|flight-actuator|USA|.22|Parker Hannifin|USA|33.7|-117.8
collins-saint-ouen|Collins Aerospace, Saint-Ouen|flight-actuator|FRA|.35|Collins|FRA|48.9|2.3
rtx-tucson|Raytheon missiles, Tucson|guidance-unit|USA|.40|RTX|USA|32.1|-110.9
lockheed-troy|Lockheed Martin missiles, Orlando and Troy|guidance-unit|USA|.30|Lockheed Martin|USA|28.4|-81.4
mbda-bolton|MBDA, Bolton|guidance-unit|GBR|.80|MBDA|GBR|53.6|-2.4
rtx-andover|Raytheon radars, Andover|radar-module|USA|.35|RTX|USA|42.7|-71.1
northrop-linthicum|Northrop Grumman radars, Linthicum|radar-module|USA|.25|Northrop Grumman|USA|39.2|-76.7
thales-limours|Thales radars, Limours|radar-module|FRA|.70|Thales|FRA|48.6|2.1
hensoldt-ulm|Hensoldt radars, Ulm|radar-module|DEU|.75|Hensoldt|DEU|48.4|9.9
ge-aerospace-evendale|GE Aerospace, Evendale and Cincinnati|jet-engine-hot-section|USA|.45|GE Aerospace|USA|39.2|-84.4
pratt-whitney-middletown|Pratt & Whitney, Middletown|jet-engine-hot-section|USA|.35|RTX|USA|41.6|-72.6
rolls-royce-derby|Rolls-Royce, Derby|jet-engine-hot-section|GBR|.90|Rolls-Royce|GBR|52.9|-1.5
safran-gennevilliers|Safran, Villaroche and Gennevilliers|jet-engine-hot-section|FRA|.90|Safran|FRA|48.6|2.7
mtu-munich|MTU Aero Engines, Munich|jet-engine-hot-section|DEU|.60|MTU|DEU|48.2|11.5
accelink-wuhan|Accelink, Wuhan|fibre-amplifier|CHN|.30|Accelink|CHN|30.5|114.4
fabrinet-chonburi|Fabrinet, Pathum Thani and Chonburi|fibre-amplifier|THA|.70|Fabrinet|USA|14.0|100.6
raycus-wuhan|Raycus, Wuhan|laser-system|CHN|.30|Raycus|CHN|30.5|114.5
maxphotonics-shenzhen|Maxphotonics, Shenzhen|laser-system|CHN|.20|Maxphotonics|CHN|22.7|114.0
trumpf-schramberg|Trumpf, Ditzingen and Schramberg|laser-system|DEU|.45|Trumpf|DEU|48.2|8.4
ipg-oxford|IPG Photonics, Oxford (Massachusetts)|laser-system|USA|.30|IPG Photonics|USA|42.1|-71.9
siemens-healthineers-erlangen|Siemens Healthineers, Erlangen|mri-magnet-system|DEU|.90|Siemens Healthineers|DEU|49.6|11.0
siemens-healthineers-oxford|Siemens Healthineers magnets, Oxford|mri-magnet-system|GBR|.90|Siemens Healthineers|GBR|51.8|-1.3
philips-best|Philips, Best|mri-magnet-system|NLD|.95|Philips|NLD|51.5|5.4
ge-healthcare-florence|GE HealthCare, Florence (South Carolina)|mri-magnet-system|USA|.75|GE HealthCare|USA|34.2|-79.8
united-imaging-shanghai|United Imaging, Shanghai|mri-magnet-system|CHN|.35|United Imaging|CHN|31.3|121.3
siemens-healthineers-forchheim|Siemens Healthineers, Forchheim|ct-pet-detector|DEU|.90|Siemens Healthineers|DEU|49.7|11.1
canon-medical-otawara|Canon Medical, Otawara|ct-pet-detector|JPN|.65|Canon|JPN|36.9|140.0
asml-veldhoven|ASML, Veldhoven|lithography-and-etch-tool|NLD|.65|ASML|NLD|51.4|5.4
applied-materials-santa-clara|Applied Materials, Santa Clara and Austin|lithography-and-etch-tool|USA|.40|Applied Materials|USA|37.4|-121.9
lam-fremont|Lam Research, Fremont|lithography-and-etch-tool|USA|.25|Lam Research|USA|37.5|-122.0
tokyo-electron-miyagi|Tokyo Electron, Miyagi and Yamanashi|lithography-and-etch-tool|JPN|.50|Tokyo Electron|JPN|38.4|140.9
naura-beijing|Naura, Beijing|lithography-and-etch-tool|CHN|.35|Naura|CHN|39.8|116.5
infineon-villach|Infineon, Villach|power-and-rf-chip|AUT|.80|Infineon|DEU|46.6|13.8
win-semiconductors|WIN Semiconductors, Taoyuan|power-and-rf-chip|TWN|.40|WIN Semiconductors|TWN|25.0|121.4
skyworks-qorvo|Skyworks and Qorvo, California and Carolina|power-and-rf-chip|USA|.45|Skyworks|USA|36.1|-80.0
catl-ningde|CATL, Ningde and other plants|lithium-ion-pack|CHN|.42|CATL|CHN|26.7|119.5
byd-findreams-battery|BYD FinDreams battery|lithium-ion-pack|CHN|.17|BYD|CHN|22.7|114.4
panasonic-nevada|Panasonic, Sparks (Nevada)|lithium-ion-pack|USA|.40|Panasonic|JPN|39.5|-119.4
lges-wroclaw|LG Energy Solution, Wrocław|lithium-ion-pack|POL|.95|LG Energy Solution|KOR|51.0|17.0
samsung-sdi-god|Samsung SDI, Göd and SK On, Komárom|lithium-ion-pack|HUN|.95|Samsung SDI|KOR|47.7|19.1
sandvik-gimo|Sandvik Coromant, Gimo|cutting-tool|SWE|.90|Sandvik|SWE|60.2|18.2
kennametal-latrobe|Kennametal, Latrobe|cutting-tool|USA|.40|Kennametal|USA|40.3|-79.4
ceratizit-reutte|Ceratizit and Plansee, Reutte|cutting-tool|AUT|.85|Plansee|AUT|47.5|10.7
iscar-tefen|Iscar, Tefen (Israel)|cutting-tool|ROW|.75|IMC|ROW|33.1|35.3
"""
UTILISATION = {"traction-motor": .68, "lithium-ion-pack": .62, "wind-generator": .65, "servo-motor": .75,
               "compressor-motor": .75, "disk-drive": .80, "mri-magnet-system": .75, "laser-system": .70}
OVERTIME = {"guidance-unit": .20, "jet-engine-hot-section": .05, "lithography-and-etch-tool": .10, "disk-drive": .05,
            "power-and-rf-chip": .05}


def named():
    for line in NAMED.strip().splitlines():
        site, name, item, region, share, owner, origin, latitude, longitude = line.split("|")
        yield dict(site=site, name=name, item=item, region=region, share=float(share), owner=owner, origin=origin,
                   latitude=latitude, longitude=longitude)
