#include "truce/agreement/profile.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "truce/agreement/canonicalise.hpp"
#include "truce/agreement/profile_reader.hpp"
#include "truce/base/json.hpp"

namespace truce {
namespace {

constexpr std::string_view format_name = "truce-profile/1";
constexpr std::size_t file_max = std::size_t{8} << 20U;

enum class From : std::uint8_t { toml, record };

template <typename Things>
const typename Things::value_type* find(const Things& things, std::string_view id) {
    const auto found = std::ranges::find_if(things, [&](const auto& thing) { return thing.id == id; });
    return found != things.end() ? &*found : nullptr;
}

Result<ProfileDocument> document_of(const JsonObject& object, GeoFiles& files, Complaints& complaints, Problems& problems, From from) {
    if (const Json* format = object.if_contains("format"); format != nullptr && *format != Json(format_name)) {
        complaints.add("format", "profile.format", "this is not a file of the format truce-profile/1",
                       "Write format = \"truce-profile/1\"");
    }
    Profile profile = read_profile(object, files, complaints);
    check_profile(profile, complaints);
    // What the record holds must not depend on the machine that reads it.
    if (from == From::toml && complaints.none()) check_against_tzdata(profile.days, complaints);
    if (!complaints.none()) return complaints.report(problems);
    ProfileDocument document;
    document.profile = std::make_shared<const Profile>(std::move(profile));
    TRUCE_ASSIGN(document.canonical, canonical(object));
    document.digest = sha256(document.canonical);
    document.files = files.used();
    return document;
}

}  // namespace

const Texts& Register::unit_at(Instant t) const {
    for (const DatedUnit& dated : units) {
        if (dated.valid.contains(t)) return dated.unit;
    }
    return unit;
}

const Act* Profile::act(std::string_view wanted) const { return find(acts, wanted); }
const FactKind* Profile::fact(std::string_view wanted) const { return find(facts, wanted); }
const Register* Profile::find_register(std::string_view wanted) const { return find(registers, wanted); }
const Onward* Profile::find_onward(std::string_view wanted) const { return find(onward, wanted); }
const Division* Profile::division(std::string_view wanted) const { return find(divisions, wanted); }

const Division* Profile::division_named(std::string_view name) const {
    const std::string wanted = folded(name);
    for (const Division& division : divisions) {
        if (folded(division.id) == wanted || has_name(division.names, wanted)) return &division;
    }
    return nullptr;
}

bool Profile::covers(std::string_view above, std::string_view below) const {
    const Act* at = act(below);
    // Not more steps than acts: a profile made in code may have a circle.
    for (std::size_t steps = 0; at != nullptr && steps <= acts.size(); ++steps) {
        if (at->id == above) return true;
        if (at->parent.empty()) return false;
        at = act(at->parent);
    }
    return false;
}

Result<ProfileDocument> read_profile_file(const Path& file, Problems& problems) {
    const auto refuse = [&](Error error) {
        problems.push_back(error);
        return error;
    };
    auto text = read_file(file, file_max);
    if (!text) return refuse(std::move(text).error());
    auto toml = read_toml(*text, file.string());
    if (!toml) return refuse(std::move(toml).error());
    Complaints complaints(file.string());
    GeoFiles files = GeoFiles::in_folder(file.parent_path());
    const JsonObject object = canonicalise(*toml, profile_form(), complaints, files);
    return document_of(object, files, complaints, problems, From::toml);
}

Result<ProfileDocument> profile_from_canonical(std::string_view bytes, std::vector<std::pair<Digest, std::string>> given,
                                               Problems& problems) {
    const auto refuse = [&](Error error) {
        problems.push_back(error);
        return error;
    };
    auto json = parse_canonical(bytes);
    if (!json) return refuse(std::move(json).error());
    auto files = GeoFiles::given(std::move(given));
    if (!files) return refuse(std::move(files).error());
    Complaints complaints;
    check_canonical_form(*json, profile_form(), complaints);
    if (!complaints.none()) return complaints.report(problems);
    auto document = document_of(json->get_object(), *files, complaints, problems, From::record);
    if (document && !files->unused().empty()) {
        return refuse({Errc::invalid, "geo_file.unused", "a file came with the profile to which it does not refer",
                       files->unused().front().hex(), "Leave it out"});
    }
    return document;
}

std::string days_toml(const LocalDays& days) {
    std::string out = fmt::format("[days]\nzone = \"{}\"\ntzdata = \"{}\"\noffsets = [\n", days.zone(), days.tzdata());
    for (const LocalDays::Change& change : days.changes()) {
        const std::int32_t size = std::abs(change.offset_s) / 60;
        out += fmt::format("    {{ from = {}, offset = \"{}{:02}:{:02}\" }},\n", format(change.from), change.offset_s < 0 ? '-' : '+',
                           size / 60, size % 60);
    }
    return out + "]\n";
}

}  // namespace truce
