#include "app/case_commands.hpp"

#include <fmt/format.h>

#include <system_error>

#include "app/case_body.hpp"
#include "app/output.hpp"
#include "app/place.hpp"
#include "app/signing_key.hpp"
#include "truce/base/json.hpp"
#include "truce/mechanism/case_tables.hpp"
#include "truce/mechanism/case_view.hpp"
#include "truce/mechanism/case_words.hpp"
#include "truce/mechanism/handlers.hpp"

namespace truce::app {
namespace {

constexpr std::string_view draft_form = "truce/draft/1";

// ---- taking a step ------------------------------------------------------------------------------------------

int show_composed(const ComposedStep& composed, Format format) {
    if (format == Format::json) {
        print_json(Json{{"body", to_json(composed.step)}, {"signs", composed.text}, {"words", composed.words}});
        return 0;
    }
    print(composed.words + "\nwhat is signed, byte by byte:\n" + composed.text);
    return 0;
}

int sign_and_hand_in(Place& place, const NoteSigner& key, ComposedStep composed, Format format) {
    const std::string_view kind = row_of(composed.step.kind).name;
    const std::string words = composed.words;
    const auto submission = sign_step(std::move(composed), key);
    if (!submission) return refuse(submission.error(), format);
    return hand_in(place, *submission, key.public_key(), kind, words, format);
}

/// The verdict that a finder's own facts give is what its finding rests on, unless it says otherwise.
Result<void> add_verdict(Place& place, const Desk& desk, const NoteKey& key, StepRequest& request) {
    if (request.step.kind != StepKind::finding_signed || !request.step.verdict.empty()) return {};
    const std::string finder = key.name.substr(0, key.name.find('/'));
    TRUCE_ASSIGN(CaseFile file, find_case(desk, request.case_word));
    TRUCE_ASSIGN(const CaseView view, view_case(place.db(), std::move(file), finder, whole_record, place.now()));
    for (const FinderColumn& column : view.columns) {
        if (column.finder == finder) request.step.verdict = column.verdict;
    }
    return {};
}

Json draft_json(const ComposedStep& composed, const StepRequest& request) {
    JsonArray officers;
    for (const std::string& one : request.officers) officers.emplace_back(one);
    return {{"body", to_json(composed.step)}, {"case", request.case_word}, {"form", draft_form}, {"officers", std::move(officers)}};
}

int write_draft(const CaseStepOptions& o, const StepRequest& request, const ComposedStep& composed) {
    if (request.officers.size() != 1) {
        return refuse({Errc::invalid, "draft.officer", "a draft names the one officer who wrote it", "--officer", "Say it with --officer"},
                      o.format);
    }
    std::error_code ignored;
    if (std::filesystem::exists(o.draft, ignored)) {
        return refuse({Errc::conflict, "draft.exists", "there is a file of this name", o.draft.string(), "Choose another name"}, o.format);
    }
    const auto text = canonical(draft_json(composed, request));
    if (!text) return refuse(text.error(), o.format);
    if (const auto written = write_file_atomically(o.draft, *text + "\n", FileAccess::owner_only); !written)
        return refuse(written.error(), o.format);
    if (o.format == Format::json) {
        print_json(Json{{"draft", o.draft.string()}});
        return 0;
    }
    print(composed.words + fmt::format("    a draft, in {}; nothing was signed\n", o.draft.string()));
    return 0;
}

// ---- drafts -------------------------------------------------------------------------------------------------

Result<StepRequest> read_draft(const Path& path) {
    const Error bad{Errc::invalid, "draft.form", "not a draft that this truce wrote", path.string(), "Write one with --draft"};
    TRUCE_ASSIGN(std::string text, read_file(path, std::size_t{1} << 22U));
    if (text.ends_with('\n')) text.pop_back();
    const auto json = parse_canonical(text);
    const JsonObject* object = json ? json->if_object() : nullptr;
    const Json* form = object != nullptr ? object->if_contains("form") : nullptr;
    const Json* body = object != nullptr ? object->if_contains("body") : nullptr;
    const Json* word = object != nullptr ? object->if_contains("case") : nullptr;
    const Json* officers = object != nullptr ? object->if_contains("officers") : nullptr;
    const bool whole = form != nullptr && form->is_string() && form->get_string() == draft_form && body != nullptr && word != nullptr &&
                       word->is_string() && officers != nullptr && officers->is_array() && officers->get_array().size() == 1 &&
                       officers->get_array()[0].is_string();
    if (!whole) return bad;
    StepRequest request;
    TRUCE_ASSIGN(const std::string step, canonical(*body));
    TRUCE_ASSIGN(request.step, read_step(step));
    request.case_word = word->get_string();
    request.officers.emplace_back(officers->get_array()[0].get_string());
    return request;
}

/// What the state of the case decided when the draft was written is decided anew.
void forget_state(StepRequest& request) {
    StepBody& body = request.step;
    if (!body.case_id.empty()) request.case_word = body.case_id;
    body.case_id.clear();
    body.phase.clear();
    body.replaces.clear();
    body.votes.clear();
    body.seen.clear();
}

}  // namespace

int case_step(const CaseStepOptions& o) {
    const auto key = signing_key(o.key);
    if (!key) return refuse(key.error(), o.format);
    auto place = Place::open(o.directory, o.show_only || !o.draft.empty() ? OpenFor::reading : OpenFor::writing);
    if (!place) return refuse(place.error(), o.format);
    const auto desk = (*place)->desk(key->public_key());
    if (!desk) return refuse(desk.error(), o.format);
    auto request = request_of(o, (*place)->db());
    if (!request) return refuse(request.error(), o.format);
    if (const auto added = add_verdict(**place, *desk, key->public_key(), *request); !added) return refuse(added.error(), o.format);
    auto composed = compose_step(*desk, key->public_key(), *request, (*place)->now(), *(*place)->world.random);
    if (!composed) return refuse(composed.error(), o.format);
    if (!o.draft.empty()) return write_draft(o, *request, *composed);
    if (o.show_only) return show_composed(*composed, o.format);
    return sign_and_hand_in(**place, *key, std::move(*composed), o.format);
}

int case_release(const CaseReleaseOptions& o) {
    auto request = read_draft(o.draft);
    if (!request) return refuse(request.error(), o.format);
    if (request->officers.front() == o.officer) {
        return refuse({Errc::forbidden, "draft.same_officer", fmt::format("{} wrote this draft", o.officer), o.draft.string(),
                       "Let another officer read and release it"},
                      o.format);
    }
    request->officers.push_back(o.officer);
    forget_state(*request);
    const auto key = signing_key(o.key);
    if (!key) return refuse(key.error(), o.format);
    auto place = Place::open(o.directory, o.show_only ? OpenFor::reading : OpenFor::writing);
    if (!place) return refuse(place.error(), o.format);
    const auto desk = (*place)->desk(key->public_key());
    if (!desk) return refuse(desk.error(), o.format);
    auto composed = compose_step(*desk, key->public_key(), std::move(*request), (*place)->now(), *(*place)->world.random);
    if (!composed) return refuse(composed.error(), o.format);
    if (o.show_only) return show_composed(*composed, o.format);
    const int status = sign_and_hand_in(**place, *key, std::move(*composed), o.format);
    std::error_code ignored;
    if (status == 0) std::filesystem::remove(o.draft, ignored);
    return status;
}

// ---- looking ------------------------------------------------------------------------------------------------

namespace {

/// The size up to which a look goes, and the rules in force there.
struct Sight {
    std::uint64_t as_of = whole_record;
    std::optional<CaseRules> rules;
};

Result<Sight> sight_of(const Place& place, const std::optional<std::uint64_t>& as_of) {
    Sight sight;
    if (as_of) {
        sight.as_of = *as_of;
    } else if (place.mechanism) {
        TRUCE_ASSIGN(sight.as_of, place.mechanism->size());
    } else {
        TRUCE_ASSIGN(sight.as_of, place.centre->held());
    }
    TRUCE_ASSIGN(const Documents documents, load_documents(place.db(), sight.as_of));
    sight.rules.emplace(case_rules(documents));
    return sight;
}

Result<CaseFile> case_at(const Place& place, const std::string& word, std::uint64_t as_of) {
    TRUCE_ASSIGN(const CaseFile found, find_case(place.looking(), word));
    return load_case(place.db(), found.id(), as_of);
}

std::string_view state_of(const CaseFile& file) { return file.phase() == CaseFile::Phase::open ? "open" : "closed"; }

/// Cases that match, each with its steps below the sight's size.
Result<void> for_each_case(const Place& place, const CaseLookOptions& o, const Sight& sight,
                           const std::function<void(const CaseFile&)>& each) {
    CaseQuery query;
    query.as_of = sight.as_of;
    if (!o.day.empty()) {
        TRUCE_ASSIGN(const Day day, parse_day(o.day));
        query.happened = sight.rules->profile().days.bounds(day);
    }
    TRUCE_ASSIGN(const std::vector<CaseRow> rows, case_rows(place.db(), query));
    for (const CaseRow& row : rows) {
        TRUCE_ASSIGN(const CaseFile file, load_case(place.db(), row.id, sight.as_of));
        if (o.state.empty() || o.state == "all" || o.state == state_of(file)) each(file);
    }
    return {};
}

void print_due(const Due& one, const CaseFile& file, Instant now, Format format) {
    if (format == Format::json) {
        JsonObject out{{"about", one.about},     {"case", file.id()},     {"from", one.from},
                       {"overdue", one.overdue}, {"since", one.since.us}, {"what", row_of(one.what).name}};
        if (!one.to.empty()) out["to"] = one.to;
        if (one.by) out["by"] = one.by->us;
        print_json(out);
        return;
    }
    print(fmt::format("    {} {:<20} from {:<18} since {} ({})", short_id(file.id()), row_of(one.what).name, one.from,
                      truce::format(one.since), duration_in_words(now.us - one.since.us)));
    print(one.by ? fmt::format(", due {} by {}{}\n", truce::format(*one.by), one.clause, one.overdue ? ", OVERDUE" : "")
                 : ", no date is set\n");
}

}  // namespace

int case_show(const CaseLookOptions& o) {
    const auto place = Place::open(o.directory, OpenFor::reading);
    if (!place) return refuse(place.error(), o.format);
    const auto sight = sight_of(**place, o.as_of);
    if (!sight) return refuse(sight.error(), o.format);
    auto file = case_at(**place, o.case_word, sight->as_of);
    if (!file) return refuse(file.error(), o.format);
    const auto view = view_case((*place)->db(), std::move(*file), o.viewer, sight->as_of, (*place)->now());
    if (!view) return refuse(view.error(), o.format);
    if (o.format == Format::json)
        print_json(to_json(*view, *sight->rules));
    else
        print(to_text(*view, *sight->rules));
    return 0;
}

int case_list(const CaseLookOptions& o) {
    const auto place = Place::open(o.directory, OpenFor::reading);
    if (!place) return refuse(place.error(), o.format);
    const auto sight = sight_of(**place, o.as_of);
    if (!sight) return refuse(sight.error(), o.format);
    const auto done = for_each_case(**place, o, *sight, [&](const CaseFile& file) {
        const StepBody& opening = file.opening().body;
        const std::string_view status = name_of(file.status(*sight->rules));
        if (o.format == Format::json) {
            print_json(Json{{"case", file.id()},
                            {"happened_from", opening.when->from.us},
                            {"happened_to", opening.when->to.us},
                            {"incident", opening.incident},
                            {"opened_by", file.opening().speaker()},
                            {"state", state_of(file)},
                            {"status", status},
                            {"steps", static_cast<std::int64_t>(file.steps().size())}});
            return;
        }
        print(fmt::format("{}  {:<6} {:<9} {:>3} steps  {}  {}\n", short_id(file.id()), state_of(file), status, file.steps().size(),
                          truce::format(opening.when->from), opening.incident));
    });
    return done ? 0 : refuse(done.error(), o.format);
}

int case_due(const CaseLookOptions& o) {
    const auto place = Place::open(o.directory, OpenFor::reading);
    if (!place) return refuse(place.error(), o.format);
    const auto sight = sight_of(**place, o.as_of);
    if (!sight) return refuse(sight.error(), o.format);
    const Instant now = (*place)->now();
    const auto done = for_each_case(**place, o, *sight, [&](const CaseFile& file) {
        for (const Due& one : due(file, *sight->rules, now)) {
            if (o.viewer.empty() || one.from == o.viewer) print_due(one, file, now, o.format);
        }
    });
    return done ? 0 : refuse(done.error(), o.format);
}

int case_roles(const CaseLookOptions& o) {
    const auto place = Place::open(o.directory, OpenFor::reading);
    if (!place) return refuse(place.error(), o.format);
    const auto sight = sight_of(**place, o.as_of);
    if (!sight) return refuse(sight.error(), o.format);
    print(sight->rules->permission_table());
    return 0;
}

int case_handover(const CaseLookOptions& o) {
    const auto place = Place::open(o.directory, OpenFor::reading);
    if (!place) return refuse(place.error(), o.format);
    const auto sight = sight_of(**place, o.as_of);
    if (!sight) return refuse(sight.error(), o.format);
    const Instant now = (*place)->now();
    std::string open;
    std::string ours;
    std::string theirs;
    CaseLookOptions looked = o;
    looked.state = "open";
    const auto done = for_each_case(**place, looked, *sight, [&](const CaseFile& file) {
        const Step& last = file.steps().back();
        open += fmt::format("    {}  {:<9} last: {}, {} ago\n", short_id(file.id()), name_of(file.status(*sight->rules)),
                            headline(last.body, last.author, &file, *sight->rules), duration_in_words(now.us - last.recorded_at.us));
        for (const Due& one : due(file, *sight->rules, now)) {
            (one.from == o.viewer ? ours : theirs) +=
                fmt::format("    {}  {} from {}, since {}{}\n", short_id(file.id()), row_of(one.what).name, one.from,
                            duration_in_words(now.us - one.since.us),
                            one.by ? fmt::format(", {} {}", one.overdue ? "OVERDUE since" : "due", truce::format(*one.by)) : "");
        }
    });
    if (!done) return refuse(done.error(), o.format);
    std::string drafts;
    std::error_code error;
    if (!o.drafts.empty()) {
        std::vector<Path> files;
        for (const auto& entry : std::filesystem::directory_iterator(o.drafts, error)) files.push_back(entry.path());
        if (error)
            return refuse({Errc::not_found, "file.missing", "cannot read the folder of drafts", o.drafts.string(), "Check its name"},
                          o.format);
        std::ranges::sort(files);
        for (const Path& file : files) {
            const auto draft = read_draft(file);
            if (draft)
                drafts +=
                    fmt::format("    {}  {} by {}\n", file.filename().string(), row_of(draft->step.kind).name, draft->officers.front());
        }
    }
    const auto part = [](std::string_view title, const std::string& lines) {
        print(fmt::format("{}\n{}", title, lines.empty() ? "    nothing\n" : lines));
    };
    print(fmt::format("handover, {}\n\n", truce::format(now)));
    part("open cases", open);
    if (!o.viewer.empty()) part(fmt::format("awaited of {}", o.viewer), ours);
    part(o.viewer.empty() ? "awaited" : "awaited of others", o.viewer.empty() ? ours + theirs : theirs);
    if (!o.drafts.empty()) part("drafts, not signed by anybody", drafts);
    return 0;
}

}  // namespace truce::app
