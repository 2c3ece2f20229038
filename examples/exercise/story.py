"""The incidents of the invented month that were written by hand, and how each register tells them.

An incident is a dict: at (local time, two hours behind UTC), minutes (how long), place, act, actors, targets, dead,
and views: for each register that tells it what differs from what happened, {} if nothing does. A register that is not
named does not have it. What a view may change: shift_h, day_only, areas, radius_m, dead, act, actors, targets, facts, place,
sector (post, bearing from, bearing to, metres from, metres to), note. Several possible values of a fact are parted by "|".

Registers: ald = Aldmere's centre, bor = Borvik's centre, cas = Castane's centre (from 12 June), med = the mediator's
monitors, led = the Open Ledger. Both sides do the same things about as often, on purpose.
"""

# Name -> (longitude, latitude). The comment says what is particular about the place.
PLACES = {
    "Ullen": (-28.70, -18.05),
    "High Venn": (-27.90, -17.95),
    "Pell Ford": (-28.80, -18.58),      # zone along the line of contact
    "Hask": (-28.42, -18.66),           # the same
    "Tamsin Bridge": (-28.05, -18.61),  # the same
    "Corrow": (-27.80, -18.63),         # the same
    "Weir Seven": (-27.35, -18.69),     # the same
    "Stane": (-27.05, -18.63),          # the same
    "Brack": (-28.26, -18.35),          # where Fellmark, Westerlow and Middlevale meet
    "Orrin": (-27.59, -18.23),          # where Fellmark, Larkmoor and Middlevale meet
    "Moor End": (-27.24, -18.10),       # the agreed pocket
    "Larkstead": (-27.02, -18.12),      # possibly the area of operations
    "Dun Cairn": (-27.45, -18.33),      # possibly the area of operations
    "Low Venn": (-27.85, -18.95),       # surely the de-escalation area
    "Narrow Gap": (-28.20, -18.90),     # between the two lines of the de-escalation area
    "Mill Edge": (-28.02, -19.02),      # where Middlevale, Reedmere and Southmark meet
    "Reedholm": (-28.60, -19.20),
    "Southquay": (-27.55, -19.30),
    "Thornlow": (-27.10, -18.92),
}

# The mediator's and Castane's posts, from which things are seen as bearings.
POSTS = {"Post West": (-28.60, -18.62), "Post Middle": (-27.92, -18.60), "Post East": (-27.20, -18.62)}


def incident(at, place, act, actors, targets, views, dead=0, minutes=10):
    return {"at": at, "place": place, "act": act, "actors": actors, "targets": targets, "views": views, "dead": dead,
            "minutes": minutes}


ONLY = {"target_composition": "only_designated"}
MIXED = {"target_composition": "mixed"}
IN_PROPORTION = {"proportionate": "yes"}
OUT_OF_PROPORTION = {"proportionate": "no"}
NOT_WITHDRAWN = {"withdrawn": "no"}

STORY = [
    # The night the accord began: whoever knows the time only to forty minutes cannot say whether it was in force.
    incident("2023-05-31 23:50", "Hask", "mortar", ["southern-guard"], ["northern-guard"],
             {"ald": {}, "med": {"minutes": 40, "actors": [], "targets": []}, "bor": {}}),
    # One centre has two candidates for the actor, of whom one is not bound; the other names one of them.
    incident("2023-06-03 16:20", "Orrin", "small_arms", ["northern-guard"], ["civilians"],
             {"bor": {}, "ald": {"actors": ["ashen-circle", "northern-guard"], "radius_m": 6000}, "led": {"actors": []}}, dead=1),
    incident("2023-06-04 11:05", "Brack", "mortar", ["southern-guard"], ["civilians"],
             {"ald": {}, "bor": {"actors": ["armed-locals"], "radius_m": 5000}, "led": {"actors": ["armed-locals"]}}, dead=1),

    # The Ashen Circle acts: it is not bound, so the accord has no breach to find, whoever was hit.
    incident("2023-06-05 04:30", "Larkstead", "small_arms", ["ashen-circle"], ["northern-guard"],
             {"ald": {}, "led": {"shift_h": 24}}, dead=2),
    incident("2023-06-14 05:10", "Dun Cairn", "mortar", ["ashen-circle"], ["southern-guard"],
             {"bor": {}, "led": {}, "med": {"actors": [], "radius_m": 4000}}, dead=1),
    incident("2023-06-16 03:40", "Larkstead", "explosion", ["ashen-circle"], ["civilians"],
             {"ald": {}, "bor": {"actors": ["ridge-company"]}, "led": {"actors": ["armed-locals"]}}, dead=2),
    # Neither is the outside force that guards the ferries.
    incident("2023-06-21 19:00", "Southquay", "small_arms", ["ferry-wardens"], ["civilians"], {"bor": {}, "led": {}}),

    # Strikes on the Ashen Circle in the agreed pocket: each guarantor found nobody else there when its own wing flew.
    incident("2023-06-07 14:15", "Moor End", "air_strike", ["aldmere-wing"], ["ashen-circle"],
             {"ald": {"facts": ONLY}, "bor": {"facts": MIXED, "radius_m": 900}, "led": {}, "med": {"actors": [], "radius_m": 1500}}, dead=4),
    incident("2023-06-11 13:40", "Moor End", "air_strike", ["borvik-wing"], ["ashen-circle"],
             {"bor": {"facts": ONLY}, "ald": {"facts": MIXED, "radius_m": 900}, "led": {}}, dead=3),
    # The same after the twenty days for which the pocket was agreed: only the area without a line is left.
    incident("2023-06-23 15:30", "Moor End", "air_strike", ["aldmere-wing"], ["ashen-circle"],
             {"ald": {"facts": ONLY}, "bor": {"facts": ONLY}, "cas": {"facts": MIXED}}, dead=2),
    # Outside the pocket, possibly in the area of operations: not shown, for either side.
    incident("2023-06-18 10:25", "Dun Cairn", "artillery", ["northern-guard"], ["ashen-circle"],
             {"ald": {"facts": ONLY}, "bor": {}, "cas": {"sector": ("Post East", 310, 330, 30000, 50000), "actors": []}}, dead=1),
    incident("2023-06-19 09:35", "Larkstead", "artillery", ["southern-guard"], ["ashen-circle"],
             {"bor": {"facts": ONLY}, "ald": {}, "cas": {}}, dead=1),

    # The Ridge Company: whose it is, is disputed.
    incident("2023-06-13 17:45", "Stane", "small_arms", ["ridge-company"], ["northern-guard"],
             {"ald": {}, "bor": {}, "cas": {}, "led": {}}),
    incident("2023-06-20 07:15", "Dun Cairn", "mortar", ["northern-guard"], ["ridge-company"],
             {"ald": {"facts": ONLY}, "bor": {}, "led": {}}, dead=1),

    # 9 June, Corrow: who answered whom? Borvik's register begins two hours earlier than Aldmere's.
    incident("2023-06-09 06:00", "Corrow", "small_arms", ["northern-guard"], ["southern-guard"], {"bor": {}}),
    incident("2023-06-09 08:00", "Corrow", "mortar", ["southern-guard"], ["northern-guard"],
             {"ald": {}, "bor": {"facts": IN_PROPORTION}, "med": {"radius_m": 1500}}),
    incident("2023-06-09 10:10", "Corrow", "artillery", ["northern-guard"], ["southern-guard"],
             {"ald": {"facts": IN_PROPORTION}, "bor": {"facts": OUT_OF_PROPORTION}, "med": {"radius_m": 1500}}, dead=1),
    incident("2023-06-09 13:20", "Corrow", "artillery", ["southern-guard"], ["northern-guard"],
             {"ald": {"facts": OUT_OF_PROPORTION}, "bor": {"facts": IN_PROPORTION}, "med": {"radius_m": 1500}}, dead=1),

    # Heavy weapons in the zone: before 15 June nothing was owed yet, afterwards it is.
    incident("2023-06-10 09:00", "Hask", "heavy_weapons_held", ["northern-guard"], [],
             {"bor": {"facts": NOT_WITHDRAWN}, "med": {"facts": NOT_WITHDRAWN}}),
    incident("2023-06-10 10:30", "Weir Seven", "heavy_weapons_held", ["southern-guard"], [],
             {"ald": {"facts": NOT_WITHDRAWN}, "med": {"facts": NOT_WITHDRAWN}}),
    incident("2023-06-17 09:00", "Hask", "heavy_weapons_held", ["northern-guard"], [],
             {"bor": {"facts": NOT_WITHDRAWN}, "ald": {"facts": {"withdrawn": "yes"}}, "med": {"facts": NOT_WITHDRAWN}}),
    incident("2023-06-17 10:30", "Weir Seven", "heavy_weapons_held", ["southern-guard"], [],
             {"ald": {"facts": NOT_WITHDRAWN}, "bor": {"facts": {"withdrawn": "yes"}}, "med": {"facts": {"withdrawn": "no|yes"}}}),
    # Seen from a post as a bearing: perhaps in the zone, perhaps behind it.
    incident("2023-06-20 11:30", "Tamsin Bridge", "heavy_weapons_held", ["northern-guard"], [],
             {"cas": {"facts": NOT_WITHDRAWN, "sector": ("Post Middle", 300, 330, 4000, 16000)}}),

    # Flights: before the annex was in force, over the area, between its two lines, and with a notified relief flight.
    incident("2023-06-08 12:00", "Low Venn", "flight", ["aldmere-wing"], [], {"bor": {}, "ald": {}}),
    incident("2023-06-15 12:20", "Low Venn", "flight", ["aldmere-wing"], [],
             {"bor": {"facts": {"notified_relief_flight": "no"}}, "ald": {"facts": {"notified_relief_flight": "yes"}}, "cas": {}}),
    incident("2023-06-22 12:40", "Low Venn", "flight", ["borvik-wing"], [],
             {"ald": {"facts": {"notified_relief_flight": "no"}}, "bor": {"facts": {"notified_relief_flight": "yes"}}, "cas": {}}),
    incident("2023-06-25 08:50", "Narrow Gap", "flight", ["aldmere-wing"], [],
             {"bor": {"facts": {"notified_relief_flight": "no"}}, "cas": {"facts": {"notified_relief_flight": "no"}}}),

    # 16 June, the day of the bulletin: both centres have the same number and mostly not the same incidents.
    incident("2023-06-16 09:10", "Mill Edge", "mortar", ["northern-guard"], ["civilians"],
             {"ald": {"radius_m": 2500}, "bor": {"radius_m": 300}, "med": {"areas": ["Middlevale", "South"]}, "led": {}}, dead=1),
    incident("2023-06-16 11:30", "Pell Ford", "small_arms", ["southern-guard"], ["northern-guard"], {"ald": {}, "cas": {}}),
    incident("2023-06-16 15:50", "Stane", "mortar", ["reed-battalion"], ["fell-brigade"], {"ald": {}}),
    incident("2023-06-16 12:15", "Tamsin Bridge", "small_arms", ["fell-brigade"], ["reed-battalion"], {"bor": {}, "led": {"actors": []}}),
    incident("2023-06-16 18:05", "Reedholm", "mortar", ["northern-guard"], ["southern-guard"], {"bor": {}}),
]
