// The health of the monitoring in words and as JSON.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>
#include <set>

#include "truce/base/json.hpp"
#include "truce/publish/health.hpp"

namespace truce {
namespace {

constexpr std::int64_t minute_us = std::int64_t{60} * 1'000'000;

/// "5 h 20 min", rounded down to minutes.
std::string duration(std::int64_t us) {
    const std::int64_t minutes = us / minute_us;
    if (minutes < 60) return fmt::format("{} min", minutes);
    return minutes % 60 == 0 ? fmt::format("{} h", minutes / 60) : fmt::format("{} h {} min", minutes / 60, minutes % 60);
}

std::string coefficient(const std::optional<double>& value) { return value ? fmt::format("{:.3f}", *value) : "not defined"; }

std::string name_in_english(const Texts& texts, const std::string& otherwise) {
    const auto found = texts.find("en");
    return found == texts.end() ? otherwise : found->second;
}

class Writer {
public:
    Writer(const Health& health, const Profile& profile) : h_(health), p_(profile) {}

    std::string text() {
        line("Monitoring from {} to {}", p_.days.format_local(h_.period.from), p_.days.format_local(h_.period.to));
        watched();
        interruptions();
        registers();
        finders();
        return std::move(out_);
    }

private:
    template <typename... Values>
    void line(fmt::format_string<Values...> form, Values&&... values) {
        out_ += fmt::format(form, std::forward<Values>(values)...);
        out_ += '\n';
    }
    void section(std::string_view title) { line("\n{}", title); }

    void watched() {
        section("Watched and unwatched (not watched is not quiet)");
        const std::int64_t all = h_.period.to.us - h_.period.from.us;
        for (std::size_t i = 0; i < h_.watched.size(); ++i) {
            const Watched& one = h_.watched[i].by_anyone;
            line("  {}: the whole of it {}, some of it {}, unwatched {} of {}",
                 name_in_english(p_.divisions[i].names.texts, p_.divisions[i].id), duration(one.whole_us), duration(one.part_us),
                 duration(all - one.part_us), duration(all));
            for (const WatchedDivision::By& by : h_.watched[i].by_register)
                line("    by {}: the whole {}, some {}", by.register_id, duration(by.watched.whole_us), duration(by.watched.part_us));
        }
    }

    void interruptions() {
        section("Interruptions of watches, in the watchers' words");
        for (const Interruption& one : h_.interruptions)
            line("  {}: {}, {} times, {} in all, the longest {}", one.register_id, one.reason, one.times, duration(one.us),
                 duration(one.longest_us));
        if (h_.interruptions.empty()) line("  none was recorded");
    }

    void registers() {
        section("Incidents by the registers that hold them (what nobody recorded is in no row)");
        for (const auto& [holders, n] : h_.overlap) line("  {}: {}", fmt::join(holders, " and "), n);
        for (const PairOverlap& pair : h_.pairs)
            line("  {} beside {}: {} in both, {} only in {}, {} only in {}", pair.a, pair.b, pair.both, pair.only_a, pair.a, pair.only_b,
                 pair.b);
        for (const auto& [id, delay] : h_.delays) {
            line("  {} shares {} incidents, was first in {}, else behind the first by {} (middle), {} (longest)", id, delay.held,
                 delay.first, duration(delay.median_us.value_or(0)), duration(delay.longest_us.value_or(0)));
        }
        if (h_.overlap.empty()) line("  no register holds an incident of this time");
    }

    void finders() {
        section("How finders agree (no score of anyone; who is right is not decided by counting)");
        for (const auto& [status, n] : h_.statuses) line("  {} cases: {}", name_of(status), n);
        line("  Krippendorff's alpha: {} ({} findings in {} cases with two or more)", coefficient(h_.alpha.value), h_.alpha.pairable,
             h_.alpha.units);
        for (const PairAgreement& one : h_.agreements) {
            const auto& t = one.kappa.table.counts;
            line("  {} and {}: both violation {}, only {} {}, only {} {}, both no violation {}", one.a, one.b, t[0][0], one.a, t[0][1],
                 one.b, t[1][0], t[1][1]);
            line("    Cohen's kappa {}, observed {}, positive {}, negative {}", coefficient(one.kappa.value),
                 coefficient(one.kappa.observed), coefficient(one.kappa.positive), coefficient(one.kappa.negative));
        }
    }

    const Health& h_;
    const Profile& p_;
    std::string out_;
};

void put_millionths(JsonObject& object, std::string_view name, const std::optional<double>& value) {
    if (value) object[name] = static_cast<std::int64_t>(std::llround(*value * 1e6));
}

JsonArray strings(const std::set<std::string>& all) {
    JsonArray list;
    for (const std::string& one : all) list.emplace_back(one);
    return list;
}

JsonObject watched_json(const Watched& one) { return {{"part_us", one.part_us}, {"whole_us", one.whole_us}}; }

JsonObject agreement_json(const PairAgreement& one) {
    JsonArray table;
    for (const auto& row : one.kappa.table.counts) table.push_back(JsonArray(row.begin(), row.end()));
    JsonObject object{{"a", one.a}, {"b", one.b}, {"table", std::move(table)}};
    put_millionths(object, "kappa", one.kappa.value);
    put_millionths(object, "observed", one.kappa.observed);
    put_millionths(object, "positive", one.kappa.positive);
    put_millionths(object, "negative", one.kappa.negative);
    return object;
}

JsonArray watched_list(const Health& health, const Profile& profile) {
    JsonArray list;
    for (std::size_t i = 0; i < health.watched.size(); ++i) {
        JsonArray by_register;
        for (const auto& by : health.watched[i].by_register) {
            JsonObject one = watched_json(by.watched);
            one["register"] = by.register_id;
            by_register.push_back(std::move(one));
        }
        JsonObject division = watched_json(health.watched[i].by_anyone);
        division["by_register"] = std::move(by_register);
        division["division"] = profile.divisions[i].id;
        list.push_back(std::move(division));
    }
    return list;
}

JsonArray register_list(const Health& health) {
    JsonArray list;
    for (const auto& [id, delay] : health.delays) {
        list.push_back(JsonObject{{"register", id},
                                  {"shared", static_cast<std::int64_t>(delay.held)},
                                  {"first", static_cast<std::int64_t>(delay.first)},
                                  {"median_delay_us", delay.median_us.value_or(0)},
                                  {"longest_delay_us", delay.longest_us.value_or(0)}});
    }
    return list;
}

}  // namespace

std::string to_text(const Health& health, const Profile& profile) { return Writer(health, profile).text(); }

std::string to_json(const Health& health, const Profile& profile) {
    JsonArray interruptions;
    for (const Interruption& one : health.interruptions) {
        interruptions.push_back(JsonObject{{"register", one.register_id},
                                           {"reason", one.reason},
                                           {"times", static_cast<std::int64_t>(one.times)},
                                           {"us", one.us},
                                           {"longest_us", one.longest_us}});
    }
    JsonArray holders;
    for (const auto& [registers, n] : health.overlap)
        holders.push_back(JsonObject{{"incidents", static_cast<std::int64_t>(n)}, {"registers", strings(registers)}});
    JsonArray pairs;
    for (const PairOverlap& pair : health.pairs) {
        pairs.push_back(JsonObject{{"a", pair.a},
                                   {"b", pair.b},
                                   {"both", static_cast<std::int64_t>(pair.both)},
                                   {"only_a", static_cast<std::int64_t>(pair.only_a)},
                                   {"only_b", static_cast<std::int64_t>(pair.only_b)}});
    }
    JsonArray agreements;
    for (const PairAgreement& one : health.agreements) agreements.push_back(agreement_json(one));
    JsonObject statuses;
    for (const auto& [status, n] : health.statuses) {
        statuses[status == Status::one_sided ? "one_sided" : name_of(status)] = static_cast<std::int64_t>(n);
    }
    JsonObject alpha{{"findings", static_cast<std::int64_t>(health.alpha.pairable)},
                     {"cases", static_cast<std::int64_t>(health.alpha.units)}};
    put_millionths(alpha, "value", health.alpha.value);
    JsonObject object{{"form", "truce/health/1"},
                      {"from", health.period.from.us},
                      {"to", health.period.to.us},
                      {"watched", watched_list(health, profile)},
                      {"interruptions", std::move(interruptions)},
                      {"overlap", std::move(holders)},
                      {"pairs", std::move(pairs)},
                      {"first_records", register_list(health)},
                      {"statuses", std::move(statuses)},
                      {"alpha", std::move(alpha)},
                      {"agreements", std::move(agreements)}};
    auto text = canonical(object);
    TRUCE_ASSERT(text.ok());
    return std::move(text).value();
}

}  // namespace truce
