PRAGMA application_id = 1129005397; PRAGMA user_version = 1;
BEGIN TRANSACTION;
CREATE TABLE bytes(digest TEXT PRIMARY KEY, bytes BLOB NOT NULL) WITHOUT ROWID;
INSERT INTO "bytes" VALUES('6e65d8cb5a678f961eed01a0604fe1dae5ee045ff3ec3c53e313ac8cba3c9e35',X'69642C6974656D2E666F726D2C636F6E74656E742E44792C6465616C2E6578706F72745F66726F6D2C6465616C2E656E645F7573650A70332C6D61676E65742C2C43484E2C0A');
INSERT INTO "bytes" VALUES('9b46dc91bf5f16b248b80bc8eaf16ded96400968dfd4ba4f75fc7b8da09b4ff1',X'69642C6974656D2E666F726D2C636F6E74656E742E44792C6465616C2E6578706F72745F66726F6D2C6465616C2E656E645F7573650A70322C617373656D626C792C302E352C4445552C6D65646963696E650A');
INSERT INTO "bytes" VALUES('b3d3f8bc45f57e05810cc4e0f41d2b08910640604b09b25386db2897621d063a',X'23204C617720666F72207265636F726473206F66207468652074686972642076657273696F6E206F662074686520666F726D61743A2072756C657320696E20666F7263652C2073757370656E6465642C20616E64207075626C6973686564206F6E6C79206166746572207468652064617920746861742069732061736B65642E0A0A617574686F72697479204F464649434520224F666669636522206F662043484E2063616C656E6461722043484E0A0A66616374206465616C2E6578706F72745F66726F6D20636F756E747279202246726F6D2077686572653F220A66616374206465616C2E656E645F75736520776F7264732028636976696C2C206D696C69746172792C206D65646963696E65292022466F7220776861743F220A66616374206974656D2E666F726D20776F726420286D6574616C2C206D61676E65742C20617373656D626C79292022496E207768617420666F726D3F220A66616374206974656D2E636F6E74656E7420656C656D656E742D736861726520224F6620776861743F220A66616374206974656D2E76616C7565206D6F6E65792022576F72746820776861743F220A0A63686F6963652068616C662022446F65732068616C66206F66206120636F6D706F6E656E7420636F756E743F220A202072656164696E672077686F6C652022436F6D706F6E656E747320636F756E742077686F6C652E222064656661756C740A202072656164696E67206E6F6E652022436F6D706F6E656E747320646F206E6F7420636F756E742E220A0A726567696D65206E6F772022496E20666F726365220A20206279204F4646494345206F662043484E0A20206369746174696F6E202241637420312220677261646520410A20207665726966696564207468726F75676820323032362D30362D33300A20207075626C697368656420323032352D30312D30310A2020696E20666F7263652066726F6D20323032352D30312D30310A0A72756C65206D61676E6574730A20207361797320224D61676E65747320776974682064797370726F7369756D206C6561766520776974682061206C6963656E63652E220A20206966206974656D2E666F726D206973206D61676E657420616E64206974656D20636F6E7461696E732044790A20207468656E206C6963656E63652C206361736520627920636173650A0A657863657074696F6E206D65646963696E650A2020746F206D61676E6574730A20207361797320224D65646963696E65206973206578656D70742E220A20206966206465616C2E656E645F757365206973206D65646963696E650A20207468656E206578656D70740A0A726567696D6520706175736564202253757370656E646564206265666F72652074686520646179220A20206279204F4646494345206F662043484E0A20206369746174696F6E202241637420322220677261646520410A20207665726966696564207468726F75676820323032362D30362D33300A20207075626C697368656420323032352D30322D30310A2020696E20666F7263652066726F6D20323032352D30332D30310A202073757370656E6465642066726F6D20323032352D30392D303120756E74696C20323032372D30312D303120616E6E6F756E63656420323032352D30382D3230206369746174696F6E202241637420332220677261646520410A0A72756C6520636F6E74656E740A20207361797320224F6E65207065722063656E74206F662064797370726F7369756D206E656564732061206C6963656E63652E220A202069662072656164696E672068616C662069732077686F6C6520616E64206974656D20636F6E7461696E73204479203E3D203120250A20207468656E206C6963656E63652C206E6F726D616C6C79206772616E7465640A0A726567696D65206C6174657220225075626C69736865642061667465722074686520646179220A20206279204F4646494345206F662043484E0A20206369746174696F6E202241637420342220677261646520410A20207665726966696564207468726F75676820323032362D30362D33300A20207075626C697368656420323032362D30352D30320A2020696E20666F7263652066726F6D20323032362D30352D31300A0A72756C652062616E0A20207361797320224E6F7468696E67206C65617665732E220A20206966206465616C2E6578706F72745F66726F6D2069732043484E0A20207468656E2070726F686962697465640A0A726567696D652067726F7773202248617320612070726F766973696F6E206F66206C617465722064617973220A20206279204F4646494345206F662043484E0A20206369746174696F6E202241637420352220677261646520410A20207665726966696564207468726F75676820323032362D30362D33300A20207075626C697368656420323032352D30312D30310A2020696E20666F7263652066726F6D20323032352D30312D30310A0A70726F766973696F6E207365636F6E642022546865207365636F6E64207374616765220A20207075626C697368656420323032362D30352D30320A2020696E20666F7263652066726F6D20323032362D30352D31300A0A72756C652066697273740A20207361797320224D61676E65747320617265207265706F727465642E220A20206966206974656D2E666F726D206973206D61676E65740A20207468656E206578656D70740A0A72756C6520617373656D626C6965730A20206F66207365636F6E640A2020736179732022417373656D626C696573206E6565642061206C6963656E63652E220A20206966206974656D2E666F726D206973206D61676E6574206F72206974656D2E666F726D20697320617373656D626C790A20207468656E206C6963656E63652C206361736520627920636173650A');
INSERT INTO "bytes" VALUES('b729b2bc1ff391cc0f9d83f47fa08ab08366b4855242cd97d366301d40bdd426',X'6465616C3A206D61676E65740A6F6E3A20323032352D31302D32300A6578706F72745F66726F6D3A2043484E0A6974656D3A207B666F726D3A206D61676E65742C20636F6E74656E743A207B44793A203220257D2C2076616C75653A2031303030205553447D0A');
INSERT INTO "bytes" VALUES('f36de79a604995926b41822f18ee60a2a7cb5ffb18f766795a9cc23f82df5430',X'69642C6974656D2E666F726D2C636F6E74656E742E44792C6465616C2E6578706F72745F66726F6D2C6465616C2E656E645F7573650A70312C6D61676E65742C322C43484E2C636976696C0A');
CREATE TABLE determination(entry INTEGER PRIMARY KEY, deal TEXT NOT NULL, item TEXT NOT NULL, on_day TEXT NOT NULL, known_day TEXT NOT NULL, options TEXT NOT NULL, program TEXT NOT NULL, law TEXT NOT NULL, input_name TEXT NOT NULL, input_kind TEXT NOT NULL, input TEXT NOT NULL, outcome TEXT NOT NULL, answer TEXT NOT NULL, trace TEXT NOT NULL);
INSERT INTO "determination" VALUES(1,'magnet','item','2025-10-20','2025-10-20','ahead;','0.1.0','7eff8be1e12c9e09232c5a4d46e659ac6cb69f2f032ded9d9d5a579b968e7695','f3.yaml','yaml','b729b2bc1ff391cc0f9d83f47fa08ab08366b4855242cd97d366301d40bdd426','licence, case by case','{
  "format": "chokepoint-determination/3",
  "program": "chokepoint 0.1.0",
  "law": "edddd7ff4869e96b",
  "digest": "089bcf17e76a1f28",
  "deal": "magnet",
  "item": "item",
  "on": "2025-10-20",
  "known": "2025-10-20",
  "verdict": {
    "outcome": "licence, case by case",
    "most": "licence, case by case",
    "open": false,
    "contested": false,
    "regimes": [
      "now"
    ]
  },
  "regimes": [
    {
      "regime": "now",
      "title": "In force",
      "citation": "Act 1",
      "grade": "A",
      "verified_through": "2026-06-30",
      "outcome": "licence, case by case",
      "as_announced": "licence, case by case",
      "least": "licence, case by case",
      "most": "licence, case by case",
      "certainty": "legal",
      "state": "operative",
      "announced_state": "operative",
      "contested": false,
      "unchecked": false,
      "changed_in_the_day": false,
      "names_not_matched": false,
      "next_change": null,
      "rules": [
        {
          "rule": "now/medicine",
          "finding": "open",
          "outcome": "exempt",
          "exception": true,
          "says": "Medicine is exempt.",
          "citation": "Act 1",
          "grade": "A",
          "state": "operative",
          "announced_state": "operative",
          "certainty": "legal",
          "place": {
            "file": "f3.law",
            "line": 27
          }
        },
        {
          "rule": "now/magnets",
          "finding": "holds",
          "outcome": "licence, case by case",
          "exception": false,
          "says": "Magnets with dysprosium leave with a licence.",
          "citation": "Act 1",
          "grade": "A",
          "may_give_way_to": "now/medicine",
          "state": "operative",
          "announced_state": "operative",
          "certainty": "legal",
          "place": {
            "file": "f3.law",
            "line": 22
          }
        }
      ],
      "obligations": [],
      "missing": [
        {
          "subject": "deal",
          "fact": "end_use",
          "question": "For what?",
          "rule": "now/medicine",
          "eases": true
        }
      ],
      "readings": [],
      "names": [],
      "shares": []
    },
    {
      "regime": "paused",
      "title": "Suspended before the day",
      "citation": "Act 2",
      "grade": "A",
      "verified_through": "2026-06-30",
      "outcome": "not caught",
      "as_announced": "not caught",
      "least": "not caught",
      "most": "not caught",
      "certainty": "legal",
      "state": "suspended",
      "announced_state": "suspended",
      "contested": false,
      "unchecked": false,
      "changed_in_the_day": false,
      "names_not_matched": false,
      "next_change": "2027-01-01",
      "next_other_answer": {
        "on": "2027-01-01",
        "outcome": "licence, normally granted"
      },
      "rules": [
        {
          "rule": "paused/content",
          "finding": "would apply",
          "outcome": "licence, normally granted",
          "exception": false,
          "says": "One per cent of dysprosium needs a licence.",
          "citation": "Act 2",
          "grade": "A",
          "condition": "true",
          "state": "suspended",
          "announced_state": "suspended",
          "certainty": "legal",
          "provision": {
            "state": "suspended",
            "state_by_law": "suspended",
            "certainty": "legal",
            "citation": "Act 3",
            "grade": "A",
            "next_change": "2027-01-01",
            "next_change_by_law": "2027-01-01",
            "next_state": "operative",
            "next_state_by_law": "operative"
          },
          "place": {
            "file": "f3.law",
            "line": 41
          }
        }
      ],
      "obligations": [],
      "missing": [],
      "readings": [],
      "names": [],
      "shares": []
    },
    {
      "regime": "later",
      "title": "Published after the day",
      "citation": "Act 4",
      "grade": "A",
      "verified_through": "2026-06-30",
      "outcome": "not caught",
      "as_announced": "not caught",
      "least": "not caught",
      "most": "not caught",
      "certainty": "legal",
      "state": "unknown",
      "announced_state": "unknown",
      "contested": false,
      "unchecked": false,
      "changed_in_the_day": false,
      "names_not_matched": false,
      "next_change": null,
      "rules": [
        {
          "rule": "later/ban",
          "finding": "would apply",
          "outcome": "prohibited",
          "exception": false,
          "says": "Nothing leaves.",
          "citation": "Act 4",
          "grade": "A",
          "condition": "true",
          "state": "unknown",
          "announced_state": "unknown",
          "certainty": "legal",
          "provision": {
            "state": "unknown",
            "state_by_law": "unknown",
            "certainty": "legal",
            "next_change": null,
            "next_change_by_law": null
          },
          "place": {
            "file": "f3.law",
            "line": 53
          }
        }
      ],
      "obligations": [],
      "missing": [],
      "readings": [],
      "names": [],
      "shares": []
    },
    {
      "regime": "grows",
      "title": "Has a provision of later days",
      "citation": "Act 5",
      "grade": "A",
      "verified_through": "2026-06-30",
      "outcome": "exempt",
      "as_announced": "exempt",
      "least": "exempt",
      "most": "exempt",
      "certainty": "legal",
      "state": "operative",
      "announced_state": "operative",
      "contested": false,
      "unchecked": false,
      "changed_in_the_day": false,
      "names_not_matched": false,
      "next_change": null,
      "rules": [
        {
          "rule": "grows/first",
          "finding": "holds",
          "outcome": "exempt",
          "exception": false,
          "says": "Magnets are reported.",
          "citation": "Act 5",
          "grade": "A",
          "state": "operative",
          "announced_state": "operative",
          "certainty": "legal",
          "place": {
            "file": "f3.law",
            "line": 69
          }
        },
        {
          "rule": "grows/assemblies",
          "finding": "would apply",
          "outcome": "licence, case by case",
          "exception": false,
          "says": "Assemblies need a licence.",
          "citation": "Act 5",
          "grade": "A",
          "condition": "true",
          "state": "unknown",
          "announced_state": "unknown",
          "certainty": "legal",
          "provision": {
            "state": "unknown",
            "state_by_law": "unknown",
            "certainty": "legal",
            "next_change": null,
            "next_change_by_law": null
          },
          "place": {
            "file": "f3.law",
            "line": 74
          }
        }
      ],
      "obligations": [],
      "missing": [],
      "readings": [],
      "names": [],
      "shares": []
    }
  ],
  "ownership": [],
  "duties": {
    "lines": [],
    "totals": []
  },
  "fees": {
    "lines": [],
    "totals": []
  },
  "notices": [
    "An instrument for analysis; not legal advice."
  ]
}','unknown now/medicine   [operative]   (f3.law:27)
unknown   deal.end_use is medicine   [not given]   (f3.law:30)
true    now/magnets   [operative]   (f3.law:22)
true      all of   (f3.law:24)
true        item.form is magnet   [magnet]   (f3.law:24)
true        item contains Dy   [2 %]   (f3.law:24)
false   paused/content   [suspended]   (f3.law:41)
true      all of   (f3.law:43)
true        reading half is whole   [whole]   (f3.law:43)
true        item contains Dy >= 1 %   [2 %]   (f3.law:43)
false   later/ban   [unknown]   (f3.law:53)
true      deal.export_from is CHN   [CHN]   (f3.law:55)
true    grows/first   [operative]   (f3.law:69)
true      item.form is magnet   [magnet]   (f3.law:71)
false   grows/assemblies   [unknown]   (f3.law:74)
true      any of   (f3.law:77)
true        item.form is magnet   [magnet]   (f3.law:77)
');
INSERT INTO "determination" VALUES(2,'magnet','item','2025-10-20','2025-10-20','ahead;reading=half/none','0.1.0','7eff8be1e12c9e09232c5a4d46e659ac6cb69f2f032ded9d9d5a579b968e7695','f3.yaml','yaml','b729b2bc1ff391cc0f9d83f47fa08ab08366b4855242cd97d366301d40bdd426','licence, case by case','{
  "format": "chokepoint-determination/3",
  "program": "chokepoint 0.1.0",
  "law": "edddd7ff4869e96b",
  "digest": "bfc022407a92c0cf",
  "deal": "magnet",
  "item": "item",
  "on": "2025-10-20",
  "known": "2025-10-20",
  "chosen_readings": [
    {
      "choice": "half",
      "question": "Does half of a component count?",
      "reading": "none",
      "says": "Components do not count."
    }
  ],
  "verdict": {
    "outcome": "licence, case by case",
    "most": "licence, case by case",
    "open": false,
    "contested": false,
    "regimes": [
      "now"
    ]
  },
  "regimes": [
    {
      "regime": "now",
      "title": "In force",
      "citation": "Act 1",
      "grade": "A",
      "verified_through": "2026-06-30",
      "outcome": "licence, case by case",
      "as_announced": "licence, case by case",
      "least": "licence, case by case",
      "most": "licence, case by case",
      "certainty": "legal",
      "state": "operative",
      "announced_state": "operative",
      "contested": false,
      "unchecked": false,
      "changed_in_the_day": false,
      "names_not_matched": false,
      "next_change": null,
      "rules": [
        {
          "rule": "now/medicine",
          "finding": "open",
          "outcome": "exempt",
          "exception": true,
          "says": "Medicine is exempt.",
          "citation": "Act 1",
          "grade": "A",
          "state": "operative",
          "announced_state": "operative",
          "certainty": "legal",
          "place": {
            "file": "f3.law",
            "line": 27
          }
        },
        {
          "rule": "now/magnets",
          "finding": "holds",
          "outcome": "licence, case by case",
          "exception": false,
          "says": "Magnets with dysprosium leave with a licence.",
          "citation": "Act 1",
          "grade": "A",
          "may_give_way_to": "now/medicine",
          "state": "operative",
          "announced_state": "operative",
          "certainty": "legal",
          "place": {
            "file": "f3.law",
            "line": 22
          }
        }
      ],
      "obligations": [],
      "missing": [
        {
          "subject": "deal",
          "fact": "end_use",
          "question": "For what?",
          "rule": "now/medicine",
          "eases": true
        }
      ],
      "readings": [],
      "names": [],
      "shares": []
    },
    {
      "regime": "paused",
      "title": "Suspended before the day",
      "citation": "Act 2",
      "grade": "A",
      "verified_through": "2026-06-30",
      "outcome": "not caught",
      "as_announced": "not caught",
      "least": "not caught",
      "most": "not caught",
      "certainty": "legal",
      "state": "suspended",
      "announced_state": "suspended",
      "contested": false,
      "unchecked": false,
      "changed_in_the_day": false,
      "names_not_matched": false,
      "next_change": null,
      "rules": [],
      "obligations": [],
      "missing": [],
      "readings": [
        {
          "choice": "half",
          "question": "Does half of a component count?",
          "reading": "none",
          "says": "Components do not count.",
          "taken": true,
          "by": "user",
          "outcome": "not caught"
        },
        {
          "choice": "half",
          "question": "Does half of a component count?",
          "reading": "whole",
          "says": "Components count whole.",
          "taken": false,
          "outcome": "not caught"
        }
      ],
      "names": [],
      "shares": []
    },
    {
      "regime": "later",
      "title": "Published after the day",
      "citation": "Act 4",
      "grade": "A",
      "verified_through": "2026-06-30",
      "outcome": "not caught",
      "as_announced": "not caught",
      "least": "not caught",
      "most": "not caught",
      "certainty": "legal",
      "state": "unknown",
      "announced_state": "unknown",
      "contested": false,
      "unchecked": false,
      "changed_in_the_day": false,
      "names_not_matched": false,
      "next_change": null,
      "rules": [
        {
          "rule": "later/ban",
          "finding": "would apply",
          "outcome": "prohibited",
          "exception": false,
          "says": "Nothing leaves.",
          "citation": "Act 4",
          "grade": "A",
          "condition": "true",
          "state": "unknown",
          "announced_state": "unknown",
          "certainty": "legal",
          "provision": {
            "state": "unknown",
            "state_by_law": "unknown",
            "certainty": "legal",
            "next_change": null,
            "next_change_by_law": null
          },
          "place": {
            "file": "f3.law",
            "line": 53
          }
        }
      ],
      "obligations": [],
      "missing": [],
      "readings": [],
      "names": [],
      "shares": []
    },
    {
      "regime": "grows",
      "title": "Has a provision of later days",
      "citation": "Act 5",
      "grade": "A",
      "verified_through": "2026-06-30",
      "outcome": "exempt",
      "as_announced": "exempt",
      "least": "exempt",
      "most": "exempt",
      "certainty": "legal",
      "state": "operative",
      "announced_state": "operative",
      "contested": false,
      "unchecked": false,
      "changed_in_the_day": false,
      "names_not_matched": false,
      "next_change": null,
      "rules": [
        {
          "rule": "grows/first",
          "finding": "holds",
          "outcome": "exempt",
          "exception": false,
          "says": "Magnets are reported.",
          "citation": "Act 5",
          "grade": "A",
          "state": "operative",
          "announced_state": "operative",
          "certainty": "legal",
          "place": {
            "file": "f3.law",
            "line": 69
          }
        },
        {
          "rule": "grows/assemblies",
          "finding": "would apply",
          "outcome": "licence, case by case",
          "exception": false,
          "says": "Assemblies need a licence.",
          "citation": "Act 5",
          "grade": "A",
          "condition": "true",
          "state": "unknown",
          "announced_state": "unknown",
          "certainty": "legal",
          "provision": {
            "state": "unknown",
            "state_by_law": "unknown",
            "certainty": "legal",
            "next_change": null,
            "next_change_by_law": null
          },
          "place": {
            "file": "f3.law",
            "line": 74
          }
        }
      ],
      "obligations": [],
      "missing": [],
      "readings": [],
      "names": [],
      "shares": []
    }
  ],
  "ownership": [],
  "duties": {
    "lines": [],
    "totals": []
  },
  "fees": {
    "lines": [],
    "totals": []
  },
  "notices": [
    "An instrument for analysis; not legal advice."
  ]
}','unknown now/medicine   [operative]   (f3.law:27)
unknown   deal.end_use is medicine   [not given]   (f3.law:30)
true    now/magnets   [operative]   (f3.law:22)
true      all of   (f3.law:24)
true        item.form is magnet   [magnet]   (f3.law:24)
true        item contains Dy   [2 %]   (f3.law:24)
false   paused/content   [suspended]   (f3.law:41)
false     all of   (f3.law:43)
false       reading half is whole   [none]   (f3.law:43)
false   later/ban   [unknown]   (f3.law:53)
true      deal.export_from is CHN   [CHN]   (f3.law:55)
true    grows/first   [operative]   (f3.law:69)
true      item.form is magnet   [magnet]   (f3.law:71)
false   grows/assemblies   [unknown]   (f3.law:74)
true      any of   (f3.law:77)
true        item.form is magnet   [magnet]   (f3.law:77)
');
INSERT INTO "determination" VALUES(3,'p1','p1','2025-10-20','2025-10-20','on;','0.1.0','7eff8be1e12c9e09232c5a4d46e659ac6cb69f2f032ded9d9d5a579b968e7695','f3.csv','csv','f36de79a604995926b41822f18ee60a2a7cb5ffb18f766795a9cc23f82df5430','licence, case by case','{
  "format": "chokepoint-determination/3",
  "program": "chokepoint 0.1.0",
  "law": "edddd7ff4869e96b",
  "digest": "b1e107347e060f18",
  "deal": "p1",
  "item": "p1",
  "on": "2025-10-20",
  "known": "2025-10-20",
  "verdict": {
    "outcome": "licence, case by case",
    "most": "licence, case by case",
    "open": false,
    "contested": false,
    "regimes": [
      "now"
    ]
  },
  "regimes": [
    {
      "regime": "now",
      "title": "In force",
      "citation": "Act 1",
      "grade": "A",
      "verified_through": "2026-06-30",
      "outcome": "licence, case by case",
      "as_announced": "licence, case by case",
      "least": "licence, case by case",
      "most": "licence, case by case",
      "certainty": "legal",
      "state": "operative",
      "announced_state": "operative",
      "contested": false,
      "unchecked": false,
      "changed_in_the_day": false,
      "names_not_matched": false,
      "next_change": null,
      "rules": [
        {
          "rule": "now/magnets",
          "finding": "holds",
          "outcome": "licence, case by case",
          "exception": false,
          "says": "Magnets with dysprosium leave with a licence.",
          "citation": "Act 1",
          "grade": "A",
          "state": "operative",
          "announced_state": "operative",
          "certainty": "legal",
          "place": {
            "file": "f3.law",
            "line": 22
          }
        }
      ],
      "obligations": [],
      "missing": [],
      "readings": [],
      "names": [],
      "shares": []
    },
    {
      "regime": "paused",
      "title": "Suspended before the day",
      "citation": "Act 2",
      "grade": "A",
      "verified_through": "2026-06-30",
      "outcome": "not caught",
      "as_announced": "not caught",
      "least": "not caught",
      "most": "not caught",
      "certainty": "legal",
      "state": "suspended",
      "announced_state": "suspended",
      "contested": false,
      "unchecked": false,
      "changed_in_the_day": false,
      "names_not_matched": false,
      "next_change": "2027-01-01",
      "rules": [
        {
          "rule": "paused/content",
          "finding": "would apply",
          "outcome": "licence, normally granted",
          "exception": false,
          "says": "One per cent of dysprosium needs a licence.",
          "citation": "Act 2",
          "grade": "A",
          "condition": "true",
          "state": "suspended",
          "announced_state": "suspended",
          "certainty": "legal",
          "provision": {
            "state": "suspended",
            "state_by_law": "suspended",
            "certainty": "legal",
            "citation": "Act 3",
            "grade": "A",
            "next_change": "2027-01-01",
            "next_change_by_law": "2027-01-01",
            "next_state": "operative",
            "next_state_by_law": "operative"
          },
          "place": {
            "file": "f3.law",
            "line": 41
          }
        }
      ],
      "obligations": [],
      "missing": [],
      "readings": [],
      "names": [],
      "shares": []
    },
    {
      "regime": "later",
      "title": "Published after the day",
      "citation": "Act 4",
      "grade": "A",
      "verified_through": "2026-06-30",
      "outcome": "not caught",
      "as_announced": "not caught",
      "least": "not caught",
      "most": "not caught",
      "certainty": "legal",
      "state": "unknown",
      "announced_state": "unknown",
      "contested": false,
      "unchecked": false,
      "changed_in_the_day": false,
      "names_not_matched": false,
      "next_change": null,
      "rules": [
        {
          "rule": "later/ban",
          "finding": "would apply",
          "outcome": "prohibited",
          "exception": false,
          "says": "Nothing leaves.",
          "citation": "Act 4",
          "grade": "A",
          "condition": "true",
          "state": "unknown",
          "announced_state": "unknown",
          "certainty": "legal",
          "provision": {
            "state": "unknown",
            "state_by_law": "unknown",
            "certainty": "legal",
            "next_change": null,
            "next_change_by_law": null
          },
          "place": {
            "file": "f3.law",
            "line": 53
          }
        }
      ],
      "obligations": [],
      "missing": [],
      "readings": [],
      "names": [],
      "shares": []
    },
    {
      "regime": "grows",
      "title": "Has a provision of later days",
      "citation": "Act 5",
      "grade": "A",
      "verified_through": "2026-06-30",
      "outcome": "exempt",
      "as_announced": "exempt",
      "least": "exempt",
      "most": "exempt",
      "certainty": "legal",
      "state": "operative",
      "announced_state": "operative",
      "contested": false,
      "unchecked": false,
      "changed_in_the_day": false,
      "names_not_matched": false,
      "next_change": null,
      "rules": [
        {
          "rule": "grows/first",
          "finding": "holds",
          "outcome": "exempt",
          "exception": false,
          "says": "Magnets are reported.",
          "citation": "Act 5",
          "grade": "A",
          "state": "operative",
          "announced_state": "operative",
          "certainty": "legal",
          "place": {
            "file": "f3.law",
            "line": 69
          }
        },
        {
          "rule": "grows/assemblies",
          "finding": "would apply",
          "outcome": "licence, case by case",
          "exception": false,
          "says": "Assemblies need a licence.",
          "citation": "Act 5",
          "grade": "A",
          "condition": "true",
          "state": "unknown",
          "announced_state": "unknown",
          "certainty": "legal",
          "provision": {
            "state": "unknown",
            "state_by_law": "unknown",
            "certainty": "legal",
            "next_change": null,
            "next_change_by_law": null
          },
          "place": {
            "file": "f3.law",
            "line": 74
          }
        }
      ],
      "obligations": [],
      "missing": [],
      "readings": [],
      "names": [],
      "shares": []
    }
  ],
  "ownership": [],
  "duties": {
    "lines": [],
    "totals": []
  },
  "fees": {
    "lines": [],
    "totals": []
  },
  "notices": [
    "An instrument for analysis; not legal advice."
  ]
}','false   now/medicine   [operative]   (f3.law:27)
false     deal.end_use is medicine   [civil]   (f3.law:30)
true    now/magnets   [operative]   (f3.law:22)
true      all of   (f3.law:24)
true        item.form is magnet   [magnet]   (f3.law:24)
true        item contains Dy   [2 %]   (f3.law:24)
false   paused/content   [suspended]   (f3.law:41)
true      all of   (f3.law:43)
true        reading half is whole   [whole]   (f3.law:43)
true        item contains Dy >= 1 %   [2 %]   (f3.law:43)
false   later/ban   [unknown]   (f3.law:53)
true      deal.export_from is CHN   [CHN]   (f3.law:55)
true    grows/first   [operative]   (f3.law:69)
true      item.form is magnet   [magnet]   (f3.law:71)
false   grows/assemblies   [unknown]   (f3.law:74)
true      any of   (f3.law:77)
true        item.form is magnet   [magnet]   (f3.law:77)
');
INSERT INTO "determination" VALUES(4,'p2','p2','2025-10-20','2025-10-20','on;','0.1.0','7eff8be1e12c9e09232c5a4d46e659ac6cb69f2f032ded9d9d5a579b968e7695','f3.csv','csv','9b46dc91bf5f16b248b80bc8eaf16ded96400968dfd4ba4f75fc7b8da09b4ff1','not caught','{
  "format": "chokepoint-determination/3",
  "program": "chokepoint 0.1.0",
  "law": "edddd7ff4869e96b",
  "digest": "8e7dc264740d2fda",
  "deal": "p2",
  "item": "p2",
  "on": "2025-10-20",
  "known": "2025-10-20",
  "verdict": {
    "outcome": "not caught",
    "most": "not caught",
    "open": false,
    "contested": false,
    "regimes": []
  },
  "regimes": [
    {
      "regime": "now",
      "title": "In force",
      "citation": "Act 1",
      "grade": "A",
      "verified_through": "2026-06-30",
      "outcome": "not caught",
      "as_announced": "not caught",
      "least": "not caught",
      "most": "not caught",
      "certainty": "legal",
      "state": "operative",
      "announced_state": "operative",
      "contested": false,
      "unchecked": false,
      "changed_in_the_day": false,
      "names_not_matched": false,
      "next_change": null,
      "rules": [],
      "obligations": [],
      "missing": [],
      "readings": [],
      "names": [],
      "shares": []
    },
    {
      "regime": "paused",
      "title": "Suspended before the day",
      "citation": "Act 2",
      "grade": "A",
      "verified_through": "2026-06-30",
      "outcome": "not caught",
      "as_announced": "not caught",
      "least": "not caught",
      "most": "not caught",
      "certainty": "legal",
      "state": "suspended",
      "announced_state": "suspended",
      "contested": false,
      "unchecked": false,
      "changed_in_the_day": false,
      "names_not_matched": false,
      "next_change": null,
      "rules": [],
      "obligations": [],
      "missing": [],
      "readings": [],
      "names": [],
      "shares": []
    },
    {
      "regime": "later",
      "title": "Published after the day",
      "citation": "Act 4",
      "grade": "A",
      "verified_through": "2026-06-30",
      "outcome": "not caught",
      "as_announced": "not caught",
      "least": "not caught",
      "most": "not caught",
      "certainty": "legal",
      "state": "unknown",
      "announced_state": "unknown",
      "contested": false,
      "unchecked": false,
      "changed_in_the_day": false,
      "names_not_matched": false,
      "next_change": null,
      "rules": [],
      "obligations": [],
      "missing": [],
      "readings": [],
      "names": [],
      "shares": []
    },
    {
      "regime": "grows",
      "title": "Has a provision of later days",
      "citation": "Act 5",
      "grade": "A",
      "verified_through": "2026-06-30",
      "outcome": "not caught",
      "as_announced": "not caught",
      "least": "not caught",
      "most": "not caught",
      "certainty": "legal",
      "state": "unknown",
      "announced_state": "unknown",
      "provision": "second",
      "contested": false,
      "unchecked": false,
      "changed_in_the_day": false,
      "names_not_matched": false,
      "next_change": null,
      "rules": [
        {
          "rule": "grows/assemblies",
          "finding": "would apply",
          "outcome": "licence, case by case",
          "exception": false,
          "says": "Assemblies need a licence.",
          "citation": "Act 5",
          "grade": "A",
          "condition": "true",
          "state": "unknown",
          "announced_state": "unknown",
          "certainty": "legal",
          "provision": {
            "state": "unknown",
            "state_by_law": "unknown",
            "certainty": "legal",
            "next_change": null,
            "next_change_by_law": null
          },
          "place": {
            "file": "f3.law",
            "line": 74
          }
        }
      ],
      "obligations": [],
      "missing": [],
      "readings": [],
      "names": [],
      "shares": []
    }
  ],
  "ownership": [],
  "duties": {
    "lines": [],
    "totals": []
  },
  "fees": {
    "lines": [],
    "totals": []
  },
  "notices": [
    "An instrument for analysis; not legal advice."
  ]
}','false   now/medicine   [operative]   (f3.law:27)
true      deal.end_use is medicine   [medicine]   (f3.law:30)
false   now/magnets   [operative]   (f3.law:22)
false     all of   (f3.law:24)
false       item.form is magnet   [assembly]   (f3.law:24)
false   paused/content   [suspended]   (f3.law:41)
false     all of   (f3.law:43)
true        reading half is whole   [whole]   (f3.law:43)
false       item contains Dy >= 1 %   [0.5 %]   (f3.law:43)
false   later/ban   [unknown]   (f3.law:53)
false     deal.export_from is CHN   [DEU]   (f3.law:55)
false   grows/first   [operative]   (f3.law:69)
false     item.form is magnet   [assembly]   (f3.law:71)
false   grows/assemblies   [unknown]   (f3.law:74)
true      any of   (f3.law:77)
false       item.form is magnet   [assembly]   (f3.law:77)
true        item.form is assembly   [assembly]   (f3.law:77)
');
INSERT INTO "determination" VALUES(5,'p3','p3','2025-10-20','2025-10-20','on;','0.1.0','7eff8be1e12c9e09232c5a4d46e659ac6cb69f2f032ded9d9d5a579b968e7695','f3.csv','csv','6e65d8cb5a678f961eed01a0604fe1dae5ee045ff3ec3c53e313ac8cba3c9e35','indeterminate','{
  "format": "chokepoint-determination/3",
  "program": "chokepoint 0.1.0",
  "law": "edddd7ff4869e96b",
  "digest": "02c2c069d93da38c",
  "deal": "p3",
  "item": "p3",
  "on": "2025-10-20",
  "known": "2025-10-20",
  "verdict": {
    "outcome": "indeterminate",
    "most": "licence, case by case",
    "open": true,
    "contested": false,
    "regimes": [
      "now"
    ]
  },
  "regimes": [
    {
      "regime": "now",
      "title": "In force",
      "citation": "Act 1",
      "grade": "A",
      "verified_through": "2026-06-30",
      "outcome": "indeterminate",
      "as_announced": "indeterminate",
      "least": "not caught",
      "most": "licence, case by case",
      "certainty": "legal",
      "state": "operative",
      "announced_state": "operative",
      "contested": false,
      "unchecked": false,
      "changed_in_the_day": false,
      "names_not_matched": false,
      "next_change": null,
      "rules": [
        {
          "rule": "now/medicine",
          "finding": "open",
          "outcome": "exempt",
          "exception": true,
          "says": "Medicine is exempt.",
          "citation": "Act 1",
          "grade": "A",
          "state": "operative",
          "announced_state": "operative",
          "certainty": "legal",
          "place": {
            "file": "f3.law",
            "line": 27
          }
        },
        {
          "rule": "now/magnets",
          "finding": "open",
          "outcome": "licence, case by case",
          "exception": false,
          "says": "Magnets with dysprosium leave with a licence.",
          "citation": "Act 1",
          "grade": "A",
          "silenced_by": "now/medicine",
          "state": "operative",
          "announced_state": "operative",
          "certainty": "legal",
          "place": {
            "file": "f3.law",
            "line": 22
          }
        }
      ],
      "obligations": [],
      "missing": [
        {
          "subject": "deal",
          "fact": "end_use",
          "question": "For what?",
          "rule": "now/medicine",
          "eases": true
        },
        {
          "subject": "item",
          "name": "p3",
          "fact": "content of Dy",
          "question": "How much of this element does it contain, in per cent of its mass?",
          "rule": "now/magnets",
          "at": 0
        }
      ],
      "readings": [],
      "names": [],
      "shares": []
    },
    {
      "regime": "paused",
      "title": "Suspended before the day",
      "citation": "Act 2",
      "grade": "A",
      "verified_through": "2026-06-30",
      "outcome": "not caught",
      "as_announced": "not caught",
      "least": "not caught",
      "most": "not caught",
      "certainty": "legal",
      "state": "suspended",
      "announced_state": "suspended",
      "contested": false,
      "unchecked": false,
      "changed_in_the_day": false,
      "names_not_matched": false,
      "next_change": "2027-01-01",
      "rules": [
        {
          "rule": "paused/content",
          "finding": "would apply",
          "outcome": "licence, normally granted",
          "exception": false,
          "says": "One per cent of dysprosium needs a licence.",
          "citation": "Act 2",
          "grade": "A",
          "condition": "unknown",
          "state": "suspended",
          "announced_state": "suspended",
          "certainty": "legal",
          "provision": {
            "state": "suspended",
            "state_by_law": "suspended",
            "certainty": "legal",
            "citation": "Act 3",
            "grade": "A",
            "next_change": "2027-01-01",
            "next_change_by_law": "2027-01-01",
            "next_state": "operative",
            "next_state_by_law": "operative"
          },
          "place": {
            "file": "f3.law",
            "line": 41
          }
        }
      ],
      "obligations": [],
      "missing": [],
      "readings": [],
      "names": [],
      "shares": []
    },
    {
      "regime": "later",
      "title": "Published after the day",
      "citation": "Act 4",
      "grade": "A",
      "verified_through": "2026-06-30",
      "outcome": "not caught",
      "as_announced": "not caught",
      "least": "not caught",
      "most": "not caught",
      "certainty": "legal",
      "state": "unknown",
      "announced_state": "unknown",
      "contested": false,
      "unchecked": false,
      "changed_in_the_day": false,
      "names_not_matched": false,
      "next_change": null,
      "rules": [
        {
          "rule": "later/ban",
          "finding": "would apply",
          "outcome": "prohibited",
          "exception": false,
          "says": "Nothing leaves.",
          "citation": "Act 4",
          "grade": "A",
          "condition": "true",
          "state": "unknown",
          "announced_state": "unknown",
          "certainty": "legal",
          "provision": {
            "state": "unknown",
            "state_by_law": "unknown",
            "certainty": "legal",
            "next_change": null,
            "next_change_by_law": null
          },
          "place": {
            "file": "f3.law",
            "line": 53
          }
        }
      ],
      "obligations": [],
      "missing": [],
      "readings": [],
      "names": [],
      "shares": []
    },
    {
      "regime": "grows",
      "title": "Has a provision of later days",
      "citation": "Act 5",
      "grade": "A",
      "verified_through": "2026-06-30",
      "outcome": "exempt",
      "as_announced": "exempt",
      "least": "exempt",
      "most": "exempt",
      "certainty": "legal",
      "state": "operative",
      "announced_state": "operative",
      "contested": false,
      "unchecked": false,
      "changed_in_the_day": false,
      "names_not_matched": false,
      "next_change": null,
      "rules": [
        {
          "rule": "grows/first",
          "finding": "holds",
          "outcome": "exempt",
          "exception": false,
          "says": "Magnets are reported.",
          "citation": "Act 5",
          "grade": "A",
          "state": "operative",
          "announced_state": "operative",
          "certainty": "legal",
          "place": {
            "file": "f3.law",
            "line": 69
          }
        },
        {
          "rule": "grows/assemblies",
          "finding": "would apply",
          "outcome": "licence, case by case",
          "exception": false,
          "says": "Assemblies need a licence.",
          "citation": "Act 5",
          "grade": "A",
          "condition": "true",
          "state": "unknown",
          "announced_state": "unknown",
          "certainty": "legal",
          "provision": {
            "state": "unknown",
            "state_by_law": "unknown",
            "certainty": "legal",
            "next_change": null,
            "next_change_by_law": null
          },
          "place": {
            "file": "f3.law",
            "line": 74
          }
        }
      ],
      "obligations": [],
      "missing": [],
      "readings": [],
      "names": [],
      "shares": []
    }
  ],
  "ownership": [],
  "duties": {
    "lines": [],
    "totals": []
  },
  "fees": {
    "lines": [],
    "totals": []
  },
  "notices": [
    "An instrument for analysis; not legal advice."
  ]
}','unknown now/medicine   [operative]   (f3.law:27)
unknown   deal.end_use is medicine   [not given]   (f3.law:30)
unknown now/magnets   [operative]   (f3.law:22)
unknown   all of   (f3.law:24)
true        item.form is magnet   [magnet]   (f3.law:24)
unknown     item contains Dy   [not given]   (f3.law:24)
false   paused/content   [suspended]   (f3.law:41)
unknown   all of   (f3.law:43)
true        reading half is whole   [whole]   (f3.law:43)
unknown     item contains Dy >= 1 %   [not given]   (f3.law:43)
false   later/ban   [unknown]   (f3.law:53)
true      deal.export_from is CHN   [CHN]   (f3.law:55)
true    grows/first   [operative]   (f3.law:69)
true      item.form is magnet   [magnet]   (f3.law:71)
false   grows/assemblies   [unknown]   (f3.law:74)
true      any of   (f3.law:77)
true        item.form is magnet   [magnet]   (f3.law:77)
');
INSERT INTO "determination" VALUES(6,'magnet','item','2026-10-02','2026-06-01','ahead;on;','0.1.0','7eff8be1e12c9e09232c5a4d46e659ac6cb69f2f032ded9d9d5a579b968e7695','f3.yaml','yaml','b729b2bc1ff391cc0f9d83f47fa08ab08366b4855242cd97d366301d40bdd426','clash','{
  "format": "chokepoint-determination/3",
  "program": "chokepoint 0.1.0",
  "law": "edddd7ff4869e96b",
  "digest": "603e80b1b195dc54",
  "deal": "magnet",
  "item": "item",
  "on": "2026-10-02",
  "known": "2026-06-01",
  "verdict": {
    "outcome": "clash",
    "most": "prohibited",
    "open": false,
    "contested": false,
    "regimes": [
      "grows"
    ]
  },
  "regimes": [
    {
      "regime": "now",
      "title": "In force",
      "citation": "Act 1",
      "grade": "A",
      "verified_through": "2026-06-30",
      "outcome": "licence, case by case",
      "as_announced": "licence, case by case",
      "least": "licence, case by case",
      "most": "licence, case by case",
      "certainty": "legal",
      "state": "operative",
      "announced_state": "operative",
      "contested": false,
      "unchecked": true,
      "changed_in_the_day": false,
      "names_not_matched": false,
      "next_change": null,
      "rules": [
        {
          "rule": "now/medicine",
          "finding": "open",
          "outcome": "exempt",
          "exception": true,
          "says": "Medicine is exempt.",
          "citation": "Act 1",
          "grade": "A",
          "state": "operative",
          "announced_state": "operative",
          "certainty": "legal",
          "place": {
            "file": "f3.law",
            "line": 27
          }
        },
        {
          "rule": "now/magnets",
          "finding": "holds",
          "outcome": "licence, case by case",
          "exception": false,
          "says": "Magnets with dysprosium leave with a licence.",
          "citation": "Act 1",
          "grade": "A",
          "may_give_way_to": "now/medicine",
          "state": "operative",
          "announced_state": "operative",
          "certainty": "legal",
          "place": {
            "file": "f3.law",
            "line": 22
          }
        }
      ],
      "obligations": [],
      "missing": [
        {
          "subject": "deal",
          "fact": "end_use",
          "question": "For what?",
          "rule": "now/medicine",
          "eases": true
        }
      ],
      "readings": [],
      "names": [],
      "shares": []
    },
    {
      "regime": "paused",
      "title": "Suspended before the day",
      "citation": "Act 2",
      "grade": "A",
      "verified_through": "2026-06-30",
      "outcome": "not caught",
      "as_announced": "not caught",
      "least": "not caught",
      "most": "not caught",
      "certainty": "legal",
      "state": "suspended",
      "announced_state": "suspended",
      "contested": false,
      "unchecked": true,
      "changed_in_the_day": false,
      "names_not_matched": false,
      "next_change": "2027-01-01",
      "next_other_answer": {
        "on": "2027-01-01",
        "outcome": "licence, normally granted"
      },
      "rules": [
        {
          "rule": "paused/content",
          "finding": "would apply",
          "outcome": "licence, normally granted",
          "exception": false,
          "says": "One per cent of dysprosium needs a licence.",
          "citation": "Act 2",
          "grade": "A",
          "condition": "true",
          "state": "suspended",
          "announced_state": "suspended",
          "certainty": "legal",
          "provision": {
            "state": "suspended",
            "state_by_law": "suspended",
            "certainty": "legal",
            "citation": "Act 3",
            "grade": "A",
            "next_change": "2027-01-01",
            "next_change_by_law": "2027-01-01",
            "next_state": "operative",
            "next_state_by_law": "operative"
          },
          "place": {
            "file": "f3.law",
            "line": 41
          }
        }
      ],
      "obligations": [],
      "missing": [],
      "readings": [],
      "names": [],
      "shares": []
    },
    {
      "regime": "later",
      "title": "Published after the day",
      "citation": "Act 4",
      "grade": "A",
      "verified_through": "2026-06-30",
      "outcome": "prohibited",
      "as_announced": "prohibited",
      "least": "prohibited",
      "most": "prohibited",
      "certainty": "legal",
      "state": "operative",
      "announced_state": "operative",
      "contested": false,
      "unchecked": true,
      "changed_in_the_day": false,
      "names_not_matched": false,
      "next_change": null,
      "rules": [
        {
          "rule": "later/ban",
          "finding": "holds",
          "outcome": "prohibited",
          "exception": false,
          "says": "Nothing leaves.",
          "citation": "Act 4",
          "grade": "A",
          "state": "operative",
          "announced_state": "operative",
          "certainty": "legal",
          "place": {
            "file": "f3.law",
            "line": 53
          }
        }
      ],
      "obligations": [],
      "missing": [],
      "readings": [],
      "names": [],
      "shares": []
    },
    {
      "regime": "grows",
      "title": "Has a provision of later days",
      "citation": "Act 5",
      "grade": "A",
      "verified_through": "2026-06-30",
      "outcome": "clash",
      "as_announced": "clash",
      "least": "exempt",
      "most": "licence, case by case",
      "certainty": "legal",
      "state": "operative",
      "announced_state": "operative",
      "provision": "second",
      "contested": false,
      "unchecked": true,
      "changed_in_the_day": false,
      "names_not_matched": false,
      "next_change": null,
      "rules": [
        {
          "rule": "grows/first",
          "finding": "holds",
          "outcome": "exempt",
          "exception": false,
          "says": "Magnets are reported.",
          "citation": "Act 5",
          "grade": "A",
          "state": "operative",
          "announced_state": "operative",
          "certainty": "legal",
          "place": {
            "file": "f3.law",
            "line": 69
          }
        },
        {
          "rule": "grows/assemblies",
          "finding": "holds",
          "outcome": "licence, case by case",
          "exception": false,
          "says": "Assemblies need a licence.",
          "citation": "Act 5",
          "grade": "A",
          "state": "operative",
          "announced_state": "operative",
          "certainty": "legal",
          "place": {
            "file": "f3.law",
            "line": 74
          }
        }
      ],
      "obligations": [],
      "missing": [],
      "readings": [],
      "names": [],
      "shares": []
    }
  ],
  "ownership": [],
  "duties": {
    "lines": [],
    "totals": []
  },
  "fees": {
    "lines": [],
    "totals": []
  },
  "notices": [
    "Some law was last verified before this day; see verified through.",
    "An instrument for analysis; not legal advice."
  ]
}','unknown now/medicine   [operative]   (f3.law:27)
unknown   deal.end_use is medicine   [not given]   (f3.law:30)
true    now/magnets   [operative]   (f3.law:22)
true      all of   (f3.law:24)
true        item.form is magnet   [magnet]   (f3.law:24)
true        item contains Dy   [2 %]   (f3.law:24)
false   paused/content   [suspended]   (f3.law:41)
true      all of   (f3.law:43)
true        reading half is whole   [whole]   (f3.law:43)
true        item contains Dy >= 1 %   [2 %]   (f3.law:43)
true    later/ban   [operative]   (f3.law:53)
true      deal.export_from is CHN   [CHN]   (f3.law:55)
true    grows/first   [operative]   (f3.law:69)
true      item.form is magnet   [magnet]   (f3.law:71)
true    grows/assemblies   [operative]   (f3.law:74)
true      any of   (f3.law:77)
true        item.form is magnet   [magnet]   (f3.law:77)
');
CREATE TABLE entry(id INTEGER PRIMARY KEY, kind TEXT NOT NULL, at TEXT NOT NULL, body TEXT NOT NULL, previous TEXT NOT NULL, digest TEXT NOT NULL);
INSERT INTO "entry" VALUES(1,'determination','2026-12-01T00:03:06Z','c29e8a9f67429111ed3156dbf0eba72aa33d3a111c6dadc94e040c7f6d12efef','0000000000000000000000000000000000000000000000000000000000000000','d33e5983ac00bdf5d2da0404ba1c9aadb52c50b55808a75d034bb9449123cee4');
INSERT INTO "entry" VALUES(2,'determination','2026-12-01T00:03:06Z','60304be0df07f09230ceee438054f2a9e1e570696eeee521d69858c92fbfd4c0','d33e5983ac00bdf5d2da0404ba1c9aadb52c50b55808a75d034bb9449123cee4','946b1126c4591f4f7d4b90b72c25859c179005cc8408f77642600e437b606fda');
INSERT INTO "entry" VALUES(3,'determination','2026-12-01T00:03:06Z','2f5637f691510ced6308d14f1b25451e70ca6ef1318d747c65321b06ddd03120','946b1126c4591f4f7d4b90b72c25859c179005cc8408f77642600e437b606fda','e2c702da538f32a3a8823ef2c7cc012befaf7d22a5d782438f6c259a9db579b7');
INSERT INTO "entry" VALUES(4,'determination','2026-12-01T00:03:06Z','47366ee893d693b98b2247b83f0db82fff339a490287ccac2d05ab38a8da740c','e2c702da538f32a3a8823ef2c7cc012befaf7d22a5d782438f6c259a9db579b7','bd1ea01c24baf4a3394c42685ef55bcffcfd7262d52d8a77f3fd77405ee658f8');
INSERT INTO "entry" VALUES(5,'determination','2026-12-01T00:03:06Z','02f104ef2c93444d8175d1fa7d3fa2e040b10ff0de7ad8469588e7c2c8957672','bd1ea01c24baf4a3394c42685ef55bcffcfd7262d52d8a77f3fd77405ee658f8','bfaf8fc59c8665f1fdc0bf99dfa98993d93e9afea9dc0d8baf3629d8109ca232');
INSERT INTO "entry" VALUES(6,'determination','2026-12-01T00:03:06Z','2170c7eb7159a0db5b3cab7d4731198d3b1534dbf93db8f28bea55dc0954182d','bfaf8fc59c8665f1fdc0bf99dfa98993d93e9afea9dc0d8baf3629d8109ca232','1a456227b6d639918787705d2e53fef429185a6ad53a0607f399fb60366fdacd');
CREATE TABLE expired(entry INTEGER PRIMARY KEY, by INTEGER NOT NULL);
CREATE TABLE expiry(entry INTEGER PRIMARY KEY, before TEXT NOT NULL, removed INTEGER NOT NULL);
CREATE TABLE law_file(law TEXT NOT NULL, position INTEGER NOT NULL, path TEXT NOT NULL, bytes TEXT NOT NULL, PRIMARY KEY(law, position)) WITHOUT ROWID;
INSERT INTO "law_file" VALUES('7eff8be1e12c9e09232c5a4d46e659ac6cb69f2f032ded9d9d5a579b968e7695',0,'f3.law','b3d3f8bc45f57e05810cc4e0f41d2b08910640604b09b25386db2897621d063a');
COMMIT;
