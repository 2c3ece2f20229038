#include "truce/fuse/sighting.hpp"

#include <unicode/translit.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <memory>
#include <numeric>
#include <tuple>

namespace truce {
namespace {

Error refusal(const Sighting& sighting, std::string_view id, std::string what, std::string remedy) {
    return {Errc::invalid, std::string(id), std::move(what), sighting.source + " " + sighting.id, std::move(remedy)};
}

/// The middle of a box and half its diagonal.
void place_in_box(const Box& box, Sighting& sighting) {
    const auto middle = [](std::int32_t a, std::int32_t b) { return static_cast<std::int32_t>((std::int64_t{a} + b) / 2); };
    sighting.where = LatLon{middle(box.low.lat_e7, box.high.lat_e7), middle(box.low.lon_e7, box.high.lon_e7)};
    sighting.spread_m = static_cast<double>(distance_mm(box.low, box.high)) / 2000;
}

void widen(Box& box, const Box& other) {
    box.low = {std::min(box.low.lat_e7, other.low.lat_e7), std::min(box.low.lon_e7, other.low.lon_e7)};
    box.high = {std::max(box.high.lat_e7, other.high.lat_e7), std::max(box.high.lon_e7, other.high.lon_e7)};
}

void place(const Region& region, const Gazetteer& gazetteer, Sighting& sighting) {
    if (region.kind == Region::Kind::circle) {
        sighting.where = region.centre;
        sighting.spread_m = static_cast<double>(region.radius_mm) / 1000;
    } else if (region.kind == Region::Kind::polygon) {
        place_in_box(region.polygon->box(), sighting);
    } else if (region.kind == Region::Kind::sector) {
        if (const auto shape = outline(region.sector)) place_in_box(shape->box(), sighting);
    } else if (region.kind == Region::Kind::areas) {
        std::optional<Box> all;
        for (const std::string& id : region.ids) {
            const auto shape = gazetteer.find(id);
            if (!shape) return;  // one of the possible areas lies nobody knows where: so may the incident
            if (all) {
                widen(*all, shape->box());
            } else {
                all = shape->box();
            }
        }
        if (all) place_in_box(*all, sighting);
    }
}

/// nullptr if this machine's ICU lacks the rules: words are then compared in their own script.
const icu::Transliterator* to_latin() {
    static const std::unique_ptr<icu::Transliterator> rules = [] {
        UErrorCode status = U_ZERO_ERROR;
        std::unique_ptr<icu::Transliterator> made(
            icu::Transliterator::createInstance("Any-Latin; Latin-ASCII; Lower", UTRANS_FORWARD, status));
        if (U_FAILURE(status)) made.reset();
        return made;
    }();
    return rules.get();
}

}  // namespace

std::vector<std::string> words_of(std::string_view text) {
    icu::UnicodeString plain = icu::UnicodeString::fromUTF8({text.data(), static_cast<std::int32_t>(text.size())});
    if (const auto* rules = to_latin()) rules->transliterate(plain);
    std::vector<std::string> words;
    icu::UnicodeString word;
    const auto end_word = [&] {
        if (word.countChar32() > 2) {
            std::string utf8;
            word.toUTF8String(utf8);
            words.push_back(std::move(utf8));
        }
        word.remove();
    };
    for (std::int32_t i = 0; i < plain.length(); i = plain.moveIndex32(i, 1)) {
        const UChar32 c = plain.char32At(i);
        if (c == 0xFFFD) continue;  // what was not UTF-8
        // An apostrophe stands for letters that Latin lacks (hamza, ayn): writers drop or keep it, so it never cuts.
        if (c == '\'' || c == '`' || c == 0x2019 || c == 0x02BF || c == 0x02BE) continue;
        if (u_isalnum(c) != 0) {
            word.append(c);
        } else {
            end_word();
        }
    }
    end_word();
    std::sort(words.begin(), words.end());
    words.erase(std::unique(words.begin(), words.end()), words.end());
    return words;
}

std::optional<Sighting> sighting_of(const Report& report, const Gazetteer& gazetteer) {
    if (report.action == ReportAction::withdrawn || report.nothing_observed) return std::nullopt;
    Sighting sighting;
    sighting.source = report.register_id;
    sighting.id = report.source_id;
    sighting.when = report.when;
    place(report.where, gazetteer, sighting);
    sighting.act = report.act;
    sighting.actors = report.actors;
    sighting.actors.insert(sighting.actors.end(), report.targets.begin(), report.targets.end());
    std::sort(sighting.actors.begin(), sighting.actors.end());
    sighting.actors.erase(std::unique(sighting.actors.begin(), sighting.actors.end()), sighting.actors.end());
    sighting.casualties = report.casualties;
    sighting.words = words_of(report.place);
    sighting.summary = std::find(report.flags.begin(), report.flags.end(), "ged.several_incidents") != report.flags.end();
    return sighting;
}

Result<void> check(const Sighting& sighting) {
    if (sighting.source.empty() || sighting.id.empty()) {
        return refusal(sighting, "fuse.id", "a report has no source or no id", "give every source a name and every report an id");
    }
    if (sighting.when.empty() || sighting.when.from < Instant::lowest() || Instant::highest() < sighting.when.to) {
        return refusal(sighting, "fuse.interval",
                       "the interval from " + format(sighting.when.from) + " to " + format(sighting.when.to) + " holds nothing",
                       "let it end after it starts");
    }
    if (!std::isfinite(sighting.spread_m) || sighting.spread_m < 0) {
        return refusal(sighting, "fuse.spread", "the spread of the place is not a length", "give metres, 0 or more");
    }
    if (sighting.where) {
        if (auto place = LatLon::create(sighting.where->lat_e7, sighting.where->lon_e7); !place) {
            return refusal(sighting, "fuse.place", place.error().what, "give degrees within +-90 and +-180");
        }
    }
    return {};
}

Result<void> check_all(const std::vector<Sighting>& sightings) {
    for (const Sighting& sighting : sightings) TRUCE_TRY(check(sighting));
    std::vector<std::uint32_t> order(sightings.size());
    std::iota(order.begin(), order.end(), 0U);
    const auto id = [&](std::uint32_t i) { return std::tie(sightings[i].source, sightings[i].id); };
    std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) { return id(a) < id(b); });
    const auto twice = std::adjacent_find(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) { return id(a) == id(b); });
    if (twice == order.end()) return {};
    return refusal(sightings[*twice], "fuse.twice",
                   "the id " + sightings[*twice].id + " stands twice in the source " + sightings[*twice].source,
                   "keep the version that holds, or give the second report an id of its own");
}

}  // namespace truce
