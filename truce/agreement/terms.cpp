#include "truce/agreement/terms.hpp"

#include <algorithm>
#include <array>

#include "truce/agreement/canonicalise.hpp"
#include "truce/agreement/terms_reader.hpp"
#include "truce/base/json.hpp"

namespace truce {
namespace {

constexpr std::string_view format_name = "truce-terms/1";
constexpr std::size_t file_max = std::size_t{8} << 20U;

template <typename Things, typename Id>
const typename Things::value_type* find(const Things& things, std::string_view id, Id id_of) {
    const auto found = std::ranges::find_if(things, [&](const auto& thing) { return id_of(thing) == id; });
    return found != things.end() ? &*found : nullptr;
}

/// The common end of both ways in: value, checks, bytes.
Result<TermsDocument> document_of(const JsonObject& object, const Profile& profile, GeoFiles& files, Complaints& complaints,
                                  Problems& problems) {
    if (const Json* format = object.if_contains("format"); format != nullptr && *format != Json(format_name)) {
        complaints.add("format", "terms.format", "this is not a file of the format truce-terms/1", "Write format = \"truce-terms/1\"");
    }
    TermsDocument document;
    TermsPaths paths;
    document.terms = read_terms(object, profile, files, complaints, paths);
    check_terms(document.terms, profile, paths, complaints);
    if (!complaints.none()) return complaints.report(problems);
    TRUCE_ASSIGN(document.canonical, canonical(object));
    document.digest = sha256(document.canonical);
    document.files = files.used();
    return document;
}

}  // namespace

bool is_reserved_actor(std::string_view id) {
    static constexpr std::array<std::string_view, 5> words{"anyone", "bound", "bound_or_supporting", "civilians", "designated"};
    return std::ranges::find(words, id) != words.end();
}

const Instrument* Terms::instrument(std::string_view id) const {
    return find(instruments, id, [](const Instrument& i) -> const std::string& { return i.id; });
}
const Actor* Terms::actor(std::string_view id) const {
    return find(actors, id, [](const Actor& a) -> const std::string& { return a.id; });
}
const TermsArea* Terms::area(std::string_view id) const {
    return find(areas, id, [](const TermsArea& a) -> const std::string& { return a.area.id; });
}
const Clause* Terms::clause(std::string_view id) const {
    return find(clauses, id, [](const Clause& c) -> const std::string& { return c.id; });
}
const Exception* Terms::exception(std::string_view id) const {
    return find(exceptions, id, [](const Exception& x) -> const std::string& { return x.id; });
}

const Actor* Terms::actor_named(std::string_view name) const {
    const std::string wanted = folded(name);
    for (const Actor& actor : actors) {
        if (folded(actor.id) == wanted || has_name(actor.names, wanted)) return &actor;
    }
    return nullptr;
}

Result<TermsDocument> read_terms_file(const Path& file, const Profile& profile, Problems& problems) {
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
    const JsonObject object = canonicalise(*toml, terms_form(), complaints, files);
    return document_of(object, profile, files, complaints, problems);
}

Result<TermsDocument> terms_from_canonical(std::string_view bytes, std::vector<std::pair<Digest, std::string>> given,
                                           const Profile& profile, Problems& problems) {
    const auto refuse = [&](Error error) {
        problems.push_back(error);
        return error;
    };
    auto json = parse_canonical(bytes);
    if (!json) return refuse(std::move(json).error());
    auto files = GeoFiles::given(std::move(given));
    if (!files) return refuse(std::move(files).error());
    Complaints complaints;
    check_canonical_form(*json, terms_form(), complaints);
    if (!complaints.none()) return complaints.report(problems);
    auto document = document_of(json->get_object(), profile, *files, complaints, problems);
    if (document && !files->unused().empty()) {
        return refuse({Errc::invalid, "geo_file.unused", "a file came with the terms to which they do not refer",
                       files->unused().front().hex(), "Leave it out"});
    }
    return document;
}

}  // namespace truce
