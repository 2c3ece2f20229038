/// A small atlas, a small profile and small terms that are accepted: for tests and fuzz targets to spoil.
#pragma once

#include <string_view>

namespace truce::testing_support {

/// Three squares side by side: A, B, C; and a second file with two features, "east" and "west".
inline constexpr std::string_view atlas_text = R"({"type":"FeatureCollection","features":[
{"type":"Feature","properties":{"id":"A"},"geometry":{"type":"Polygon","coordinates":[[[36,33],[37,33],[37,34],[36,34],[36,33]]]}},
{"type":"Feature","properties":{"id":"B"},"geometry":{"type":"Polygon","coordinates":[[[37,33],[38,33],[38,34],[37,34],[37,33]]]}},
{"type":"Feature","properties":{"id":"C"},"geometry":{"type":"Polygon","coordinates":[[[38,33],[39,33],[39,34],[38,34],[38,33]]]}}]})";
inline constexpr std::string_view zones_text = R"({"type":"FeatureCollection","features":[
{"type":"Feature","id":"west","properties":{},"geometry":{"type":"Polygon","coordinates":[[[36,33],[36.5,33],[36.5,34],[36,34],[36,33]]]}},
{"type":"Feature","id":"east","properties":{},"geometry":{"type":"Polygon","coordinates":[[[38.5,33],[39,33],[39,34],[38.5,34],[38.5,33]]]}}]})";

inline constexpr std::string_view profile_text = R"toml(format = "truce-profile/1"
id = "small"
title.en = "A small mechanism"
examiners = "guarantor"
geocoding_radius = "1.5 km"

[atlas]
file = "atlas.geojson"
id_property = "id"

[days]
zone = "Asia/Damascus"
tzdata = "none"
offsets = [{ from = 2016-10-27T21:00:00Z, offset = "+02:00" }, { from = 2017-03-30T22:00:00Z, offset = "+03:00" }]

[publication]
tick = "12 h"
name_after = "72 h"

[[role]]
id = "guarantor"
title.en = "Guarantor"
may = ["terms.signed", "profile.signed"]

[[role]]
id = "party"
title.en = "Party"

[[decision]]
id = "terms.amended"
rule = "unanimity"
of = "guarantor"
source = "article 9"

[[deadline]]
id = "answer"
starts_with = "request.sent"
within = "48 h"
clause = "article 7"

[[separation]]
between = "convoy"
and = "air-operation"
horizontal = "5 km"
vertical = "300 m"
gap = "30 min"

[[disclosure]]
audience = "public"
place = "division"
delay = "72 h"

[[onward]]
id = "digest"
to.en = "everybody who asks"
audience = "public"
place = "division"
delay = "96 h"
first_day = "2017-01-01"
days = 30
source = "article 12"

[[finding]]
id = "confirmed"
title.en = "Confirmed"
means = "violation"

[[act]]
id = "use_of_force"
title.en = "use of force"
ucdp = ["1", "2", "3"]

[[act]]
id = "shelling"
parent = "use_of_force"
title.en = "shelling"

[[fact]]
id = "proportionate"
title.en = "in proportion"
values = ["yes", "no"]

[[fact]]
id = "target_composition"
title.en = "who was there"
values = ["only_designated", "mixed", "only_protected"]

[[fact]]
id = "calibre"
title.en = "calibre"
unit = "mm"

[[register]]
id = "events"
recorder = "ucdp"
name.en = "Events"
holds = "reports"
format = "ged"
unit.en = "event"
published = true
limits = "few"

[[register]]
id = "numbers"
recorder = "g1"
name.en = "Numbers"
holds = "counts"
format = "published_counts"
code = "G1"
unit.en = "record"
units = [
    { valid = [2017-01-01T00:00:00Z, 2017-05-01T00:00:00Z], unit.en = "violation", source = "bulletins" },
    { valid = [2017-06-01T00:00:00Z, 2018-01-01T00:00:00Z], unit.en = "case", source = "bulletins" },
]
limits = "few"

[[division]]
id = "west"
name.en = "West"
aliases = ["West Governorate"]
areas = ["A"]

[[division]]
id = "east"
name.en = "East"
name.ar = "شرق"
areas = ["C", "B"]
)toml";

inline constexpr std::string_view terms_text = R"toml(format = "truce-terms/1"

[reading]
id = "first"
title.en = "A reading"
by = "g1"

[[instrument]]
id = "accord"
title.en = "The accord"
status = "in_force"
source = "archive 1"

[[version]]
instrument = "accord"
n = 1
adopted_at = 2016-12-29T12:00:00+02:00
in_force = [2016-12-30T00:00:00+02:00, "inf"]
approvals_required = ["p1", "g1"]
approvals.g1 = { kind = "reported", source = "letter" }
approvals.p1 = { kind = "signed", source = "entry 4", at = 2016-12-29T18:00:00+02:00 }

[[participant]]
id = "g1"
name.en = "First Guarantor"
roles = [{ role = "guarantor", valid = ["-inf", "inf"] }]

[[participant]]
id = "p1"
name.en = "First Party"
name.ru = "Первая сторона"
aliases = ["Government"]
roles = [{ role = "party", valid = [2016-12-29T00:00:00+02:00, "inf"], source = "accord" }]
guarantors = [{ guarantor = "g1", valid = ["-inf", "inf"] }]

[[force]]
id = "brigade"
name.en = "Brigade"

[[outside_force]]
id = "visitors"
name.en = "Visitors"

[[designated_group]]
id = "excluded"
name.en = "Excluded Group"
aliases = ["EG"]

[[umbrella]]
id = "insurgents"
name.en = "Insurgents"

[[edge]]
from = "p1"
relation = "signatory_of"
to = "accord"
valid = [2016-12-29T00:00:00+02:00, "inf"]
source = "signature page"
asserted_by = "g1"

[[edge]]
from = "brigade"
relation = "supports"
to = "p1"
valid = ["-inf", "inf"]
source = "statement"
asserted_by = "g1"
disputed_by = ["p1"]

[[area]]
id = "country"
title.en = "The country"
status = "agreed"
source = "article 1"
shape = ["C", "A", "B"]

[[area]]
id = "operations"
title.en = "Operations"
status = "line_not_agreed"
source = "article 2"
outer = ["A", "B"]

[[area]]
id = "belt"
title.en = "A belt"
status = "disputed"
source = "map"
inner = "zones.geojson#west"
outer = ["A"]

[[clause]]
id = "c1"
instrument = "accord"
text_status = "published"
source = "article 3"
summary.en = "no force"
quote.en = "The parties shall cease fire."
deontic = "prohibit"
acts = ["use_of_force"]
by = "bound_or_supporting"
where = "inside(country)"

[[clause]]
id = "c2"
instrument = "accord"
text_status = "reconstructed"
source = "press"
summary.en = "withdraw"
deontic = "oblige"
by = "p1"
due = 2017-01-10T00:00:00+02:00
done_when = "calibre < 100 mm"

[[exception]]
id = "x1"
defeats = ["c1"]
when = "inside(operations) AND target_composition is only_designated OR responds_to(prior, 6 h, 10 km) AND proportionate"
burden = "must_be_shown"
priority = 10
source = "article 4"
summary.en = "self-defence"

[[exception]]
id = "x2"
defeats = ["x1"]
when = "calibre >= 100 mm"
burden = "applies_unless_disproved"
priority = 20
source = "article 5"
summary.en = "heavy weapons never"
)toml";

}  // namespace truce::testing_support
