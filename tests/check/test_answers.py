#!/usr/bin/python3
"""What `chokepoint check` answers under a small law: outcomes, days, shares, names, money, JSON by its schema, tables."""
import csv
import io
import json
import os
import re
import sqlite3
import subprocess
import sys

program, scratch = os.environ["CK_PROGRAM"], os.environ["CK_SCRATCH"]
law = ["--law", "tests/check/small.law", "--law", scratch + "/law"]
passed, failed = 0, 0


def check(sentence, holds, found=""):
    global passed, failed
    if holds:
        passed += 1
    else:
        failed += 1
        print("FAILED ", sentence, found)


def run(*words):
    return subprocess.run([program, *words], capture_output=True, text=True, check=False)


def write(name, text):
    path = os.path.join(scratch, name)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    return path


def answer(deal, *words):
    done = run("check", write("deal.yaml", deal), "--json", *law, *words)
    if done.returncode not in (0, 1):
        print(done.stderr)
    return json.loads(done.stdout)


def regime(determination, name):
    return next(r for r in determination["regimes"] if r["regime"] == name)


# working days of the authority: Monday 5 October 2026 is a holiday
os.makedirs(scratch + "/law", exist_ok=True)
write("law/more.law", "# nothing more\n")
write("law/calendars.csv", "calendar,date,day,source,grade\nCHN,2026-10-05,holiday,test,reported\nCHN,2026-10-10,worked,test,reported\n")

MAGNET = "on: 2026-10-02\nexport_from: CHN\nend_use: civil\nitem: {form: magnet, content: {Dy: 2 %}, value: 1000 USD}\n"
FREE = "parties: [{name: Plain Trading, country: DEU, roles: [end_user], owners: none}]\n"

found = answer(MAGNET + FREE)
one = regime(found, "test-licence")
check("a magnet needs a licence", one["outcome"] == "licence, case by case", one["outcome"])
check("the rule that holds is named", [r["rule"] for r in one["rules"] if r["finding"] == "holds"] == ["test-licence/magnets"], one["rules"])
check("its article is cited", one["rules"][0]["article"] == "art. 1" and one["rules"][0]["citation"] == "Test Act 1")
check("nobody has checked since June", one["unchecked"] and one["verified_through"] == "2026-06-30")
term = next(t for t in one["obligations"] if t["do"] == "report")["term"]
check("ten working days skip the holiday and count the worked Saturday", term["due"] == "2026-10-16", term)
check("without a day of export the day asked about is taken, and said", term["event_assumed"] is True)
keep = next(t for t in one["obligations"] if t["do"] == "record")
check("records run five years", keep["keep_until"] == "2031-10-02", keep)
check("a name without a match is not cleared", one["names_not_matched"] is True)
check("the end of the regime is the next change", one.get("next_other_answer") == {"on": "2027-01-01", "outcome": "not caught"}, one.get("next_other_answer"))
check("the plain line is there", "An instrument for analysis; not legal advice." in found["notices"])

found = answer(MAGNET + FREE + "dates: {export: 2026-10-12}\n")
term = next(t for t in regime(found, "test-licence")["obligations"] if t["do"] == "report")["term"]
check("terms run from the day of export", term["due"] == "2026-10-26" and term["event_assumed"] is False, term)

found = answer(MAGNET.replace("civil", "medicine") + FREE)
check("the exception silences the rule", regime(found, "test-licence")["outcome"] == "exempt", regime(found, "test-licence")["outcome"])

found = answer("on: 2026-10-02\nexport_from: CHN\nend_use: civil\nitem: {description: sintered permanent magnet}\n" + FREE)
one = regime(found, "test-licence")
check("an unknown composition leaves the answer open", one["outcome"] == "indeterminate" and one["most"] == "licence, case by case", one["outcome"])
check("the fact that decides is named", any("Dy" in m["fact"] for m in one["missing"]), one["missing"])
flips = [f for f in found["flips"] if "Dy" in f["fact"]]
check("what each value would lead to is shown", flips and any(v["value"] == "present" for v in flips[0]["values"]), found["flips"])

found = answer(MAGNET + "parties: [{name: BADCO, country: USA, roles: [end_user]}]\n")
check("a name on the list prohibits", regime(found, "test-licence")["outcome"] == "prohibited", regime(found, "test-licence")["outcome"])
check("the verdict is the strongest outcome", found["verdict"]["outcome"] == "prohibited" and found["verdict"]["regimes"] == ["test-licence"], found["verdict"])
found = answer(MAGNET + "parties: [{name: Bad Magnetcs, country: USA, roles: [end_user]}]\n")
near = [n for n in regime(found, "test-licence")["names"] if n["match"] == "near miss"]
check("a near miss is shown", len(near) == 1 and near[0]["entity"] == "Bad Magnetics Ltd", regime(found, "test-licence")["names"])

ASSEMBLY = ("on: %s\nitem:\n  {id: motor, form: assembly, value: 1000 USD, origin: DEU, components_complete: yes, components:\n"
            "    [{id: metal, form: metal, origin: CHN, value: %s, components: none},\n"
            "     {id: steel, form: metal, origin: DEU, value: 500 USD, components: none}]}\n")
found = answer(ASSEMBLY % ("2025-06-01", "10 USD"))
share = regime(found, "test-share")["shares"][0]
check("exactly one per cent is reached", regime(found, "test-share")["outcome"] == "licence, normally granted", regime(found, "test-share")["outcome"])
check("the share is shown", share["low_percent"] == 1 and share["numerator_low"] == 10 and share["denominator"] == 1000 and share["crossed_at"] == 10, share)
kinds = {c["item"]: c["kind"] for c in share["components"]}
check("each component is counted or left out, with why", kinds == {"metal": "counted", "steel": "left out"} and all(c.get("why") for c in share["components"]
                                                                                                                if c["kind"] == "left out"), share["components"])
found = answer(ASSEMBLY % ("2025-06-01", "9.99 USD"))
check("below one per cent is not", regime(found, "test-share")["outcome"] == "not caught", regime(found, "test-share")["outcome"])
found = answer(ASSEMBLY % ("2025-06-01", "unknown"))
check("an unknown value leaves the share open", regime(found, "test-share")["outcome"] == "indeterminate", regime(found, "test-share")["outcome"])
found = answer(ASSEMBLY % ("2026-06-01", "10 USD"))
would = [r for r in regime(found, "test-share")["rules"] if r["finding"] == "would apply"]
check("what would apply if revived is shown", regime(found, "test-share")["outcome"] == "not caught" and len(would) == 1, regime(found, "test-share")["rules"])
check("with the end of the suspension", bool(would) and would[0]["provision"]["next_change_by_law"] == "2026-11-10", would)
found = answer(ASSEMBLY % ("2026-11-20", "10 USD"), "--known", "2026-10-08")
one = regime(found, "test-share")
check("law and announcement differ, and both are shown", one["outcome"] == "licence, normally granted" and one["as_announced"] == "not caught", one["as_announced"])
one = regime(found, "test-choice")
check("a contested answer shows both readings", one["contested"] and {r["outcome"] for r in one["readings"]} == {"licence, normally granted", "not caught"}, one["readings"])

found = answer("on: 2026-10-02\ndestination: USA\nitem: {form: magnet, value: 1000 USD}\nvessel: {net_tons: 100.2}\n")
check("a duty is a line", found["duties"]["lines"][0]["amount"] == 250 and found["duties"]["totals"][0]["amount"] == 250, found["duties"])
check("tons are rounded up", found["fees"]["lines"][0]["amount"] == 5050, found["fees"])
found = answer("on: 2026-10-02\ndestination: USA\nitem: {form: magnet}\n")
check("without a value there is no amount", "amount" not in found["duties"]["lines"][0] and found["duties"]["totals"][0]["open_lines"] == 1, found["duties"])

# the schema
try:
    import jsonschema
    with open("docs/determination.schema.json", encoding="utf-8") as file:
        validator = jsonschema.Draft202012Validator(json.load(file))
    deals = [MAGNET + FREE, MAGNET + "parties: [{name: BADCO, roles: [end_user]}]\n", ASSEMBLY % ("2026-06-01", "unknown"),
             "on: 2026-10-02\nroute: [CHN, KOR, USA]\nitem: {form: magnet}\nvessel: {net_tons: 7}\n"]
    for deal in deals:
        faults = [e.message for e in validator.iter_errors(answer(deal, "--explain"))]
        check("the JSON follows its schema", not faults, faults[:3])
    broken = answer(MAGNET + FREE)
    broken["verdict"]["outcome"] = "fine"
    check("and the schema would find a fault", any(True for _ in validator.iter_errors(broken)))
except ImportError:
    print("SKIPPED the JSON schema: python3-jsonschema is not installed")

# text, memo, table
path = write("deal.yaml", MAGNET + "parties: [{name: '<b>BADCO & Sons</b>', roles: [end_user]}]\n")
text = run("check", path, *law).stdout
check("the text names outcome and law", "licence, case by case" in text and "Test Act 1, art. 1 [A]" in text and "not legal advice" in text, text[:400])
memo = scratch + "/memo.html"
done = run("check", path, "--html", memo, *law)
with open(memo, encoding="utf-8") as file:
    page = file.read()
check("the memo cites and escapes", "Test Act 1" in page and "<b>BADCO" not in page, done.stderr)
check("the memo asks nothing from outside", "<script" not in page and "http-equiv" not in page and "src=" not in page)
explained = run("check", path, "--explain", *law).stdout
check("the trace shows the value found", "deal.export_from is CHN" in explained and "[CHN]" in explained, explained[-600:])

table = write("deals.csv", "id,item.form,content.Dy,deal.export_from,deal.end_use,end_user\na,magnet,2,CHN,civil,Plain Trading\nb,metal,,CHN,civil,Plain Trading\nc,,,CHN,civil,Plain Trading\n")
done = run("check", table, "--on", "2026-10-02", *law)
rows = {row["deal"]: row for row in csv.DictReader(io.StringIO(done.stdout))}
check("a table has one row a deal", list(rows) == ["a", "b", "c"], done.stderr)
check("with the outcome", rows["a"]["verdict"] == "licence, case by case" and rows["b"]["verdict"] == "not caught" and rows["c"]["verdict"] == "indeterminate", rows)
check("and the missing facts", "form" in rows["c"]["missing"], rows["c"])
lines = [json.loads(line) for line in run("check", table, "--on", "2026-10-02", "--json", *law).stdout.splitlines()]
check("--json gives a determination a line", [line["deal"] for line in lines] == ["a", "b", "c"])
spoilt = write("spoilt.csv", "id,item.form\na,magnet\nb,magnit\n")
done = run("check", spoilt, "--on", "2026-10-02", "--out", scratch + "/out.csv", *law)
check("a bad row spoils the table: one clear error, exit 2, nothing written",
      done.returncode == 2 and "spoilt.csv:3" in done.stderr and not os.path.exists(scratch + "/out.csv"), done.stderr)
done = run("check", write("noday.yaml", "item: {}\n"), *law)
check("a deal without a day is refused with a hint", done.returncode == 2 and "--on" in done.stderr, done.stderr)
done = run("check", path, "--regime", "nothing", *law)
check("an unknown regime is refused", done.returncode == 2 and "nothing" in done.stderr)
done = run("check", path, "--regime", "test-money", "--json", *law)
check("--regime asks only these", [r["regime"] for r in json.loads(done.stdout)["regimes"]] == ["test-money"], done.stderr)

# of these parts nothing is known, so that nearly every test of the shipped law is shown: more than an answer begins with
UNKNOWN = "deal: u\non: 2026-10-08\nitem:\n  id: thing\n  components: [{id: a, components: [{id: a1}, {id: a2}]}, {id: b, components: [{id: b1}]}]\n"
UNKNOWN += "parties:\n  - {name: Semiconductor Manufacturing, roles: [importer, end_user]}\n  - {name: Huawei Tech, roles: [exporter, consignee]}\n"
done = run("check", write("unknown.yaml", UNKNOWN), "--explain", "--law", "law")
check("an answer of any length is whole", done.returncode in (0, 1) and "did not fit" not in done.stdout, done.stdout[-200:])
check("and is longer than the room it begins with", done.stdout.count("\n") > 100000, done.stdout.count("\n"))

# readings: chosen in asking, shown with who took them and what the others give
ASSEMBLY = "on: 2026-10-02\nexport_from: CHN\nend_use: civil\nitem: {form: assembly, value: 1000 USD}\n" + FREE
plain, whole, none = answer(ASSEMBLY), answer(ASSEMBLY, "--reading", "half=whole"), answer(ASSEMBLY, "--reading", "half=none")


def half(determination):
    name = next(r["regime"] for r in plain["regimes"] if any(x["choice"] == "half" for x in r["readings"]))
    one = regime(determination, name)
    return one["outcome"], [(x["reading"], x["taken"], x.get("by"), x["outcome"]) for x in one["readings"] if x["choice"] == "half"]


default_outcome, default_rows = half(plain)
other_outcome = next(x[3] for x in default_rows if x[0] == "none")
check("two readings give two outcomes", other_outcome != default_outcome, default_rows)
check("by default the answer says so", default_rows[0] == ("whole", True, "default", default_outcome), default_rows)
check("without a choice nothing is said to be chosen", "chosen_readings" not in plain)
check("the default may be chosen", half(whole) == (default_outcome, [("whole", True, "user", default_outcome), ("none", False, None, other_outcome)]), half(whole))
check("the other reading gives its outcome", half(none) == (other_outcome, [("none", True, "user", other_outcome), ("whole", False, None, default_outcome)]), half(none))
check("what was chosen is named", [(x["choice"], x["reading"]) for x in none["chosen_readings"]] == [("half", "none")], none.get("chosen_readings"))
check("answers by other readings have digests of their own", plain["digest"] == whole["digest"] != none["digest"])
shown = " ".join(run("check", write("deal.yaml", ASSEMBLY), *law, "--reading", "half=none").stdout.split())
check("the text says who took it", "half=none, chosen by the user" in shown and "taken, chosen by the user" in shown, shown)
long = "Is it " + " ".join(f"word{k}" for k in range(600)) + "?"
with open("tests/check/small.law", encoding="utf-8") as file:
    text = file.read()
question = re.search(r'choice half "([^"]*)"', text).group(1)
done = run("check", write("deal.yaml", ASSEMBLY), "--law", write("long.law", text.replace(question, long)), "--law", scratch + "/law")
check("a question of any length is shown whole", long in " ".join(done.stdout.split()), done.stderr + done.stdout[-300:])
for wrong, said in (("haf=none", 'did you mean "half"?'), ("half=non", "it can be whole or none"), ("half", "expected NAME=ALTERNATIVE"), ("=none", "expected NAME=ALTERNATIVE")):
    done = run("check", write("deal.yaml", ASSEMBLY), *law, "--reading", wrong)
    check(f"--reading {wrong} is an error with a hint", done.returncode == 2 and said in done.stderr and done.stdout == "", done.stderr)
done = run("check", write("deal.yaml", ASSEMBLY), *law, "--reading", "half=none", "--reading", "half=whole")
check("one choice has one reading", done.returncode == 2 and "two readings are given" in done.stderr, done.stderr)
store = os.path.join(scratch, "readings.db")
if os.path.exists(store):
    os.remove(store)
for words in ([], ["--reading", "half=none"], ["--reading", "half=none", "--regime", next(r["regime"] for r in plain["regimes"])]):
    run("check", write("deal.yaml", ASSEMBLY), *law, "--record", store, *words)
listed = [json.loads(line) for line in run("audit", "list", store, "--json").stdout.splitlines()]
check("the record says which reading was asked for", ["reading=half/none" in x["options"] for x in listed] == [False, True, True], listed)
verified = run("audit", "verify", store)
check("and is decided again by it", verified.returncode == 0 and "3 the same, 0 NOT the same" in verified.stdout, verified.stdout)
recorded = json.loads(run("audit", "show", store, "2", "--json").stdout)["determination"]
check("what is recorded shows the choice", half(recorded) == half(none), half(recorded))


# an answer with more rows than there is room for says so, and the exit status is 1
elements = "La Ce Pr Nd Sm Eu Gd Tb Dy Ho Er Tm Yb Lu Y Sc Ga Ge Sb W Te Bi Mo In".split()
many = write("many.law", 'authority OFFICE "Office" of CHN calendar CHN\nfact item.content element-share "Of what?"\nfact item.value money "Worth what?"\n'
             'regime many "Many" by OFFICE of CHN citation "Act" grade A published 2020-01-01 in force from 2020-01-01\n'
             "rule one if any part (" + " or ".join(f"part contains {e}" for e in elements) + ") then prohibited\n")
wide = write("wide.csv", "deal,id,parent,item.value (USD),on\nwide,machine,,1000000,2026-10-02\n" +
             "".join(f"wide,part-{part},machine,1,\n" for part in range(9000)))
result = run("check", wide, "--law", many, "--out", scratch + "/wide.out")
check("rows that do not fit are told", result.returncode == 1 and "more rows than there is room for" in result.stderr, (result.returncode, result.stderr[-400:]))
check("and the answer is written all the same", os.path.getsize(scratch + "/wide.out") > 0)

# records of an older format are held against what that format said; of a newer one it is said so
def rewrite(edit):
    with sqlite3.connect(store) as base:
        text = base.execute("SELECT answer FROM determination WHERE entry = 1").fetchone()[0]
        base.execute("UPDATE determination SET answer = ? WHERE entry = 1", (edit(text),))
    base.close()
    return run("audit", "verify", store, "1").stdout


def to_version_2(text):
    older = text.replace('"may_give_way_to"', '"silenced_by"')
    older = re.sub(r',\n +\{[^{}]*"eases": true[^{}]*\}', "", older)
    older = re.sub(r'\n +"Port fees were not looked at:[^\n]*', "", older)
    return older.replace("chokepoint-determination/3", "chokepoint-determination/2")


def to_version_3(text):
    return text.replace("chokepoint-determination/4", "chokepoint-determination/3")


def to_version_1(text):
    older, count = re.subn(r'\n +"taken": (true|false),(\n +"by": "(default|user)",)?', "", text)
    check("there is something that version 1 did not say", count > 0, text)
    return older.replace("chokepoint-determination/2", "chokepoint-determination/1")


found = rewrite(to_version_3)
check("a record of version 3 is decided as that version wrote it", "1 the same, 0 NOT the same" in found, found)
found = rewrite(to_version_2)
check("a record of version 2 is decided as that version wrote it", "1 the same, 0 NOT the same" in found, found)
found = rewrite(to_version_1)
check("a record of version 1 is decided as that version wrote it", "1 the same, 0 NOT the same" in found, found)
found = rewrite(lambda text: text.replace('"outcome": "', '"outcome": "not ', 1))
check("and a changed answer of version 1 is found", "entry 1: the answer differs" in found, found)
found = rewrite(lambda text: text.replace("chokepoint-determination/1", "chokepoint-determination/9"))
check("a record of a format that is not known says so", 'recorded as "chokepoint-determination/9", which this program does not write' in found, found)

# rules that were not published then are told by versions 1 to 3 alone; the store is one that version 3 wrote
def restore(edit=lambda base: None):
    if os.path.exists(store):
        os.remove(store)
    with open("tests/check/stores/format-3.sql", encoding="utf-8") as file, sqlite3.connect(store) as base:
        base.executescript(file.read())
        edit(base)
    base.close()


later = ["--law", "tests/check/stores/format-3.law", "--law", scratch + "/law"]
EARLY = "deal: magnet\non: 2025-10-20\nexport_from: CHN\nitem: {form: magnet, content: {Dy: 2 %}, value: 1000 USD}\n"
restore()
verified = run("audit", "verify", store)
check("a store that version 3 wrote is decided again to the last character", verified.returncode == 0 and
      "store: every entry, every text and the chain are as they were written" in verified.stdout and "6 the same, 0 NOT the same" in verified.stdout, verified.stdout)
newest = re.search("newest entry ([0-9a-f]+)", verified.stdout).group(1)
check("and its chain is the one that was printed then", newest == "1a456227b6d639918787705d2e53fef429185a6ad53a0607f399fb60366fdacd", newest)
shown = run("audit", "show", store, "1")
check("what was recorded is shown as it was", "later/ban" in shown.stdout and "now unknown" in shown.stdout, shown.stdout)
run("check", write("early.yaml", EARLY), *later, "--record", store)
run("check", write("early.csv", "id,item.form,content.Dy,deal.export_from\nq1,magnet,2,CHN\n"), "--on", "2025-10-20", *later, "--record", store)
mixed = [json.loads(run("audit", "show", store, str(k), "--json").stdout)["determination"] for k in range(1, 9)]
check("what is added to it is of version 4", [d["format"][-1] for d in mixed] == list("33333344"), [d["format"] for d in mixed])
verified = run("audit", "verify", store)
check("records of both versions in one store are decided again", verified.returncode == 0 and "8 the same, 0 NOT the same" in verified.stdout, verified.stdout)


def rules_of(determination):
    return {rule["rule"]: rule["state"] for regime in determination["regimes"] for rule in regime["rules"]}


before, now = rules_of(mixed[0]), rules_of(mixed[6])
stands = {r["regime"]: (r["state"], r.get("provision", "")) for r in mixed[6]["regimes"]}
check("nor do they say how the regime stands", stands["grows"] == ("operative", "") and stands["later"] == ("unknown", ""), stands)
check("rules of the future are left out, and nothing else", {k for k in before if before[k] == "unknown"} == {"later/ban", "grows/assemblies"} and
      now == {k: v for k, v in before.items() if v != "unknown"}, (before, now))
printed = run("check", write("early.yaml", EARLY), *later).stdout
check("neither they nor their regime are printed", "later/ban" not in printed and "\nlater" not in printed and "  later\n" not in printed and
      "unknown" not in printed and "if revived  paused/content" in printed, printed)
memo = os.path.join(scratch, "early.html")
run("check", write("early.yaml", EARLY), *later, "--html", memo)
with open(memo, encoding="utf-8") as file:
    text = file.read()
check("nor written in the memo", "Nothing leaves." not in text and "One per cent of dysprosium" in text)
table = run("check", write("early.csv", "id,item.form,content.Dy,deal.export_from\nq1,magnet,2,CHN\n"), "--on", "2025-10-20", *later).stdout
check("nor put in the row of a table", "paused/content" in table and "later/ban" not in table and "grows/assemblies" not in table, table)
found = rules_of(json.loads(run("check", write("known.yaml", EARLY.replace("2025-10-20", "2026-05-05")), *later, "--json").stdout))
check("once published they are told before they begin", found.get("later/ban") == "published" and found.get("grows/assemblies") == "published", found)
restore(lambda base: base.execute("UPDATE determination SET answer = replace(answer, 'later/ban', 'later/bun') WHERE entry = 1"))
found = run("audit", "verify", store, "1").stdout
check("a changed answer of version 3 is found", "entry 1: the answer differs" in found, found)

# rows of a table share parts of their answers, and say what each says alone
HEAD = "deal,id,item.form,content.Dy,deal.export_from,deal.end_use,on\n"
rows = [f"d{k},p{k},{form},{share},{country},{use},{day}\n" for k, (form, share, country, use, day) in enumerate(
    (form, share, country, use, day) for form in ("magnet", "assembly", "metal") for share in ("", "0.5", "2")
    for country in ("CHN", "DEU", "") for use in ("civil", "medicine", "") for day in ("2025-10-20", "2026-05-05", "2026-12-01"))]
rows += ['"quo""ted","back\\slash",magnet,2,CHN,civil,2025-10-20\n', "größe,磁石,magnet,2,CHN,civil,2025-10-20\n"]
for words in ([], ["--reading", "half=none"], ["--explain"]):
    lines = run("check", write("many.csv", HEAD + "".join(rows)), *later, "--json", *words).stdout.splitlines()
    wrong = [k for k in range(0, len(rows), 1 if not words else 17) if
             run("check", write("one.csv", HEAD + rows[k]), *later, "--json", *words).stdout != lines[k] + "\n"]
    check(f"rows of a table as JSON say what each says alone {words}", len(lines) == len(rows) and wrong == [], (len(lines), [rows[k] for k in wrong[:3]]))
    names = [(d["deal"], d["item"]) for d in map(json.loads, lines)]
    check("names with signs of their own are written whole", names[-2:] == [('quo"ted', "back\\slash"), ("größe", "磁石")], names[-2:])

print(f"{passed} passed, {failed} failed")
sys.exit(failed > 0)
