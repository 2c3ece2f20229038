#include "truce/fuse/model.hpp"

#include <algorithm>
#include <cmath>

#include "truce/base/json.hpp"

namespace truce {
namespace {

/// Starting values in bits. Place: from the distances between the places that two independently coded registers give for one
/// incident (median 0.9 and 90th percentile 3.7 km where both know the village, 2.7 and 32 km near a town), against spots that
/// lie evenly in the block, tempered by half because incidents are not spread evenly.
constexpr std::array<double, level_count> shipped_bits{
    3.5,  3.0,  2.5,  2.0,  1.3,  0.5,  -0.7, -2.0, -3.5, -5.0,  // place, near
    3.0,  2.7,  2.3,  2.0,  1.5,  1.0,  0.3,  -0.4, -1.2, -2.0,  // place, town
    2.0,  2.0,  1.8,  1.6,  1.4,  1.0,  0.6,  0.2,  -0.3, -0.8,  // place, wide
    1.5,  -1.0, -3.0, -5.0,                                      // start
    0.3,  -1.0, -2.0,                                            // duration
    0.5,  -3.0,                                                  // act
    1.0,  2.0,  3.0,  0.3,  -2.0, -4.0,                          // actors
    0.5,  0.4,  0.3,  0.0,  -0.8, -2.0,                          // casualties 0-1
    1.0,  0.9,  0.7,  0.2,  -1.0, -2.5,                          // 2-4
    2.2,  1.8,  1.4,  0.5,  -0.5, -2.0,                          // 5-9
    3.5,  2.8,  2.2,  1.2,  0.2,  -1.0,                          // 10-24
    5.0,  4.2,  3.5,  2.5,  1.0,  -0.5,                          // 25 and more
    -0.7, 0.5,  1.5,  3.0,                                       // words
};

Error bad(std::string what) { return {Errc::invalid, "fuse.model", std::move(what), "", "fit the model again, or use the shipped one"}; }

Json table_json(const LevelTable& table) {
    JsonArray out;
    for (const Millibits value : table) out.emplace_back(std::int64_t{value});
    return out;
}

Json shares_json(const std::map<std::string, double, std::less<>>& shares) {
    JsonArray out;
    for (const auto& [key, share] : shares) out.push_back(JsonObject{{"share_millionths", std::llround(share * 1e6)}, {"text", key}});
    return out;
}

/// Reads members and remembers the first thing that is wrong.
class Reader {
public:
    explicit Reader(const Json& value) : object_(value.if_object()) {
        if (object_ == nullptr) fail("it is not an object");
    }
    std::int64_t integer(std::string_view name, std::int64_t low, std::int64_t high) {
        const Json* member = find(name);
        const auto* number = member == nullptr ? nullptr : member->if_int64();
        if (number == nullptr || *number < low || *number > high) {
            fail(name);
            return low > 0 ? low : 0;
        }
        return *number;
    }
    std::string text(std::string_view name) {
        const Json* member = find(name);
        const auto* value = member == nullptr ? nullptr : member->if_string();
        if (value == nullptr) fail(name);
        return value == nullptr ? std::string() : std::string(*value);
    }
    const JsonArray& array(std::string_view name) {
        static const JsonArray none;
        const Json* member = find(name);
        const auto* value = member == nullptr ? nullptr : member->if_array();
        if (value == nullptr) fail(name);
        return value == nullptr ? none : *value;
    }
    LevelTable table(std::string_view name) {
        const JsonArray& values = array(name);
        LevelTable table{};
        if (values.size() != level_count) fail(name);
        for (std::size_t i = 0; i < level_count && i < values.size(); ++i) {
            const auto* number = values[i].if_int64();
            if (number == nullptr || std::abs(*number) > 64'000) {
                fail(name);
            } else {
                table[i] = static_cast<Millibits>(*number);
            }
        }
        return table;
    }
    std::map<std::string, double, std::less<>> shares(std::string_view name) {
        std::map<std::string, double, std::less<>> shares;
        for (const Json& entry : array(name)) {
            Reader reader(entry);
            const std::string text = reader.text("text");
            shares[text] = static_cast<double>(reader.integer("share_millionths", 1, 1'000'000)) / 1e6;
            if (!reader.problem_.empty()) fail(name);
        }
        return shares;
    }
    void fail(std::string_view name) {
        if (problem_.empty()) problem_ = name;
    }
    [[nodiscard]] const std::string& problem() const { return problem_; }

private:
    const Json* find(std::string_view name) { return object_ == nullptr ? nullptr : object_->if_contains(name); }
    const JsonObject* object_;
    std::string problem_;
};

Result<void> check_table(const LevelTable& table, const std::string& whose) {
    const auto falls = [&](std::size_t begin, std::size_t count) {
        return std::is_sorted(table.rbegin() + static_cast<std::ptrdiff_t>(level_count - begin - count),
                              table.rbegin() + static_cast<std::ptrdiff_t>(level_count - begin));
    };
    for (std::size_t precision = 0; precision < 3; ++precision) {
        if (!falls(precision * 10, 10)) return bad(whose + ": a farther place is worth more than a nearer one");
    }
    if (!falls(field_begin[1], field_levels[1])) return bad(whose + ": a later start is worth more than an earlier one");
    for (std::size_t size = 0; size < 5; ++size) {
        if (!falls(field_begin[5] + size * 6, 6))
            return bad(whose + ": a larger difference of casualties is worth more than a smaller one");
    }
    if (table[0] < 0) return bad(whose + ": two reports of one spot count against each other, so what was learnt is not what a match is");
    return {};
}

}  // namespace

double Calibration::probability(Millibits score) const { return 1 / (1 + std::exp2(-(offset + slope * score) / 1000)); }

const LevelTable& Model::table(const std::string& a, const std::string& b) const {
    const auto found = pairs.find(std::minmax(a, b));
    return found == pairs.end() ? pooled : found->second;
}

Millibits Model::score(const LevelTable& table, const EvidenceLevels& comparison, std::array<Millibits, field_count>* parts) {
    Millibits sum = 0;
    for (std::size_t field = 0; field < field_count; ++field) {
        const std::uint8_t level = comparison.level[field];
        const Millibits part = level == EvidenceLevels::silent ? 0 : table[field_begin[field] + level];
        if (parts != nullptr) (*parts)[field] = part;
        sum += part;
    }
    return sum;
}

Model shipped_model() {
    Model model;
    model.made_from = "shipped";
    for (std::size_t i = 0; i < level_count; ++i) model.pooled[i] = static_cast<Millibits>(std::lround(shipped_bits[i] * 1000));
    model.threshold = 2'000;
    model.calibration = {0.6, -1'200};
    return model;
}

Json to_json(const Model& model) {
    JsonArray pairs;
    for (const auto& [sources, table] : model.pairs) {
        pairs.push_back(JsonObject{{"a", sources.first}, {"b", sources.second}, {"table", table_json(table)}});
    }
    return JsonObject{{"absent", std::int64_t{model.absent}},
                      {"actor_sets", shares_json(model.frequencies.actor_sets)},
                      {"made_from", model.made_from},
                      {"number", std::int64_t{model.number}},
                      {"offset", std::int64_t{model.calibration.offset}},
                      {"pairs", std::move(pairs)},
                      {"pooled", table_json(model.pooled)},
                      {"slope_millionths", std::llround(model.calibration.slope * 1e6)},
                      {"threshold", std::int64_t{model.threshold}},
                      {"words", shares_json(model.frequencies.words)}};
}

Result<Model> model_from_json(const Json& value) {
    constexpr std::int64_t bits_max = 1'000'000;
    Reader reader(value);
    Model model;
    model.absent = static_cast<Millibits>(reader.integer("absent", -bits_max, 0));
    model.frequencies.actor_sets = reader.shares("actor_sets");
    model.made_from = reader.text("made_from");
    model.number = static_cast<std::uint32_t>(reader.integer("number", 1, 1'000'000'000));
    model.calibration.offset = static_cast<Millibits>(reader.integer("offset", -bits_max, bits_max));
    model.calibration.slope = static_cast<double>(reader.integer("slope_millionths", 1, 100'000'000)) / 1e6;
    model.pooled = reader.table("pooled");
    model.threshold = static_cast<Millibits>(reader.integer("threshold", -bits_max, bits_max));
    model.frequencies.words = reader.shares("words");
    for (const Json& entry : reader.array("pairs")) {
        Reader pair(entry);
        std::pair<std::string, std::string> sources{pair.text("a"), pair.text("b")};
        if (!(sources.first < sources.second)) pair.fail("a");
        model.pairs[std::move(sources)] = pair.table("table");
        if (!pair.problem().empty()) reader.fail("pairs");
    }
    if (!reader.problem().empty()) return bad("the model's member \"" + reader.problem() + "\" is missing or wrong");
    TRUCE_TRY(check(model));
    return model;
}

Result<void> check(const Model& model) {
    if (!(model.calibration.slope > 0) || !std::isfinite(model.calibration.slope)) return bad("a higher score is not more likely");
    TRUCE_TRY(check_table(model.pooled, "all sources"));
    for (const auto& [sources, table] : model.pairs) TRUCE_TRY(check_table(table, sources.first + " and " + sources.second));
    return {};
}

}  // namespace truce
