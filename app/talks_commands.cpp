#include "app/talks_commands.hpp"
#include "app/signing_key.hpp"

#include <fmt/format.h>

#include <system_error>

#include "app/output.hpp"
#include "app/place.hpp"
#include "app/step_options.hpp"
#include "app/talks_body.hpp"
#include "truce/base/json.hpp"
#include "truce/mechanism/case_words.hpp"
#include "truce/mechanism/handlers.hpp"
#include "truce/mechanism/talks_file.hpp"
#include "truce/mechanism/talks_tables.hpp"
#include "truce/mechanism/talks_view.hpp"
#include "truce/mechanism/talks_words.hpp"
#include "truce/publish/talks_news.hpp"

namespace truce::app {
namespace {

constexpr std::string_view paper_form = "truce/paper/1";

// ---- taking a step ------------------------------------------------------------------------------------------

int show_composed(const ComposedTalk& composed, Format format) {
    if (format == Format::json) {
        print_json(Json{{"body", to_json(composed.step)}, {"signs", composed.text}, {"words", composed.words}});
        return 0;
    }
    print(composed.words + "\nwhat is signed, byte by byte:\n" + composed.text);
    return 0;
}

int sign_and_hand_in(Place& place, const NoteSigner& key, ComposedTalk composed, Format format) {
    const std::string_view kind = row_of(composed.step.kind).name;
    const std::string words = composed.words;
    const auto submission = sign_talk(std::move(composed), key);
    if (!submission) return refuse(submission.error(), format);
    return hand_in(place, *submission, key.public_key(), kind, words, format);
}

// ---- working papers -----------------------------------------------------------------------------------------

/// What a paper keeps: the step as it was composed, and until when it may be released.
int write_paper(const TalkStepOptions& o, const ComposedTalk& composed) {
    std::error_code ignored;
    if (std::filesystem::exists(o.paper, ignored))
        return refuse({Errc::conflict, "paper.exists", "there is a file of this name", o.paper.string(), "Choose another name"}, o.format);
    if (o.keep.empty())
        return refuse({Errc::invalid, "paper.keep", "a working paper expires, and it is not said when", "--keep",
                       "Say it: --keep 2023-06-30T00:00:00Z"},
                      o.format);
    const auto keep = parse_instant(o.keep);
    if (!keep) return refuse(at("--keep", keep.error()), o.format);
    const auto text = canonical(Json{{"body", to_json(composed.step)}, {"form", paper_form}, {"until", keep->us}});
    if (!text) return refuse(text.error(), o.format);
    if (const auto written = write_file_atomically(o.paper, *text + "\n", FileAccess::owner_only); !written)
        return refuse(written.error(), o.format);
    if (o.format == Format::json)
        print_json(Json{{"paper", o.paper.string()}});
    else
        print(composed.words + fmt::format("    a working paper without prejudice, in {}; nothing was signed\n", o.paper.string()));
    return 0;
}

Result<TalkBody> read_paper(const Path& path, Instant now) {
    const Error bad{Errc::invalid, "paper.form", "not a working paper that this truce wrote", path.string(), "Write one with --paper"};
    TRUCE_ASSIGN(std::string text, read_file(path, std::size_t{1} << 22U));
    if (text.ends_with('\n')) text.pop_back();
    const auto json = parse_canonical(text);
    const JsonObject* object = json ? json->if_object() : nullptr;
    const Json* form = object != nullptr ? object->if_contains("form") : nullptr;
    const Json* body = object != nullptr ? object->if_contains("body") : nullptr;
    const Json* until = object != nullptr ? object->if_contains("until") : nullptr;
    if (form == nullptr || !form->is_string() || form->get_string() != paper_form || body == nullptr || until == nullptr ||
        !until->is_int64())
        return bad;
    if (until->get_int64() <= now.us)
        return Error{Errc::conflict, "paper.expired", fmt::format("it expired at {}", format(Instant{until->get_int64()})), path.string(),
                     "Write a new one: what has expired is no longer anybody's word"};
    TRUCE_ASSIGN(const std::string step, canonical(*body));
    return read_talk(step);
}

}  // namespace

int talk_step(const TalkStepOptions& o) {
    const auto key = signing_key(o.key);
    if (!key) return refuse(key.error(), o.format);
    auto place = Place::open(o.directory, o.show_only || !o.paper.empty() ? OpenFor::reading : OpenFor::writing);
    if (!place) return refuse(place.error(), o.format);
    const auto desk = (*place)->desk(key->public_key());
    if (!desk) return refuse(desk.error(), o.format);
    const auto talks = talks_at(*desk);
    if (!talks) return refuse(talks.error(), o.format);
    auto request = request_of(o, *talks);
    if (!request) return refuse(request.error(), o.format);
    auto composed = compose_talk(*desk, key->public_key(), std::move(*request), (*place)->now(), *(*place)->world.random);
    if (!composed) return refuse(composed.error(), o.format);
    if (!o.paper.empty()) return write_paper(o, *composed);
    if (o.show_only) return show_composed(*composed, o.format);
    return sign_and_hand_in(**place, *key, std::move(*composed), o.format);
}

int talk_release(const TalkReleaseOptions& o) {
    const auto key = signing_key(o.key);
    if (!key) return refuse(key.error(), o.format);
    auto place = Place::open(o.directory, o.show_only ? OpenFor::reading : OpenFor::writing);
    if (!place) return refuse(place.error(), o.format);
    auto body = read_paper(o.paper, (*place)->now());
    if (!body) return refuse(body.error(), o.format);
    // What the talks decided when the paper was written is decided anew.
    body->replaces.clear();
    body->answers.clear();
    const auto desk = (*place)->desk(key->public_key());
    if (!desk) return refuse(desk.error(), o.format);
    TalkRequest request;
    request.step = std::move(*body);
    auto composed = compose_talk(*desk, key->public_key(), std::move(request), (*place)->now(), *(*place)->world.random);
    if (!composed) return refuse(composed.error(), o.format);
    if (o.show_only) return show_composed(*composed, o.format);
    const int status = sign_and_hand_in(**place, *key, std::move(*composed), o.format);
    std::error_code ignored;
    if (status == 0) std::filesystem::remove(o.paper, ignored);
    return status;
}

int talk_file(const TalkFileOptions& o) {
    const auto key = signing_key(o.key);
    if (!key) return refuse(key.error(), o.format);
    World world;
    auto mechanism = Mechanism::open(o.directory, OpenFor::writing, *world.clock, *world.random);
    if (!mechanism) return refuse(mechanism.error(), o.format);
    const auto filed = file_talks(*mechanism, o.file, *key, *world.clock, *world.random);
    if (!filed) return refuse(filed.error(), o.format);
    if (o.format == Format::json) {
        JsonArray ids;
        for (const Receipt& one : filed->receipts) ids.emplace_back(one.id);
        print_json(Json{{"checkpoint", checkpoint_json(filed->checkpoint)}, {"ids", std::move(ids)}});
    } else {
        print(fmt::format("{} steps recorded together\n", filed->receipts.size()));
    }
    return 0;
}

// ---- looking ------------------------------------------------------------------------------------------------

namespace {

/// What a viewer sees, by the rules in force there.
struct Sight {
    std::unique_ptr<Place> place;
    std::optional<TalkRules> rules;
    Talks talks;
    Instant now;
};

Result<Sight> sight_of(const TalkLookOptions& o, std::string_view nobody_named = {}) {
    Sight sight;
    TRUCE_ASSIGN(sight.place, Place::open(o.directory, OpenFor::reading));
    std::uint64_t as_of = 0;
    if (o.as_of) {
        as_of = *o.as_of;
    } else if (sight.place->mechanism) {
        TRUCE_ASSIGN(as_of, sight.place->mechanism->size());
    } else {
        TRUCE_ASSIGN(as_of, sight.place->centre->held());
    }
    TRUCE_ASSIGN(const Documents documents, load_documents(sight.place->db(), as_of));
    sight.rules.emplace(talk_rules(documents));
    TRUCE_ASSIGN(sight.talks, load_talks(sight.place->db(), as_of));
    sight.now = sight.place->now();
    if (!o.at.empty()) {
        const auto at_ = parse_instant(o.at);
        if (!at_) return at("--at", at_.error());
        sight.now = *at_;
    }
    const std::string viewer = o.viewer.empty() ? std::string(nobody_named) : o.viewer;
    if (viewer.empty()) return sight;
    if (viewer != "public" && !sight.rules->roster().takes_part(viewer))
        return Error{Errc::not_found, "talks.viewer", fmt::format("{} takes no part by the terms", viewer), "--viewer",
                     "Name a participant, or \"public\""};
    sight.talks = seen_by(sight.talks, *sight.rules, viewer == "public" ? std::string_view() : std::string_view(viewer), sight.now);
    return sight;
}

constexpr std::array rounds{TalkKind::round_called};
constexpr std::array documents{TalkKind::document_tabled, TalkKind::document_amended};

Result<const Talk*> step_in(const Sight& sight, const std::string& word, std::span<const TalkKind> kinds) {
    TRUCE_ASSIGN(const std::string id, find_talk_step(sight.talks, word, kinds));
    return sight.talks.find(id);
}

Result<DocumentView> document_in(const Sight& sight, const std::string& word) {
    TRUCE_ASSIGN(const Talk* const step, step_in(sight, word, documents));
    return document_of(sight.talks, sight.talks.document_of(*step), sight.now);
}

}  // namespace

int talks_list(const TalkLookOptions& o) {
    const auto sight = sight_of(o);
    if (!sight) return refuse(sight.error(), o.format);
    for (const RoundView& round : rounds_of(sight->talks, *sight->rules, sight->now)) {
        if (o.format == Format::json)
            print_json(to_json(round));
        else
            print(round_line(round, *sight->rules));
    }
    return 0;
}

int talks_show(const TalkLookOptions& o) {
    const auto sight = sight_of(o);
    if (!sight) return refuse(sight.error(), o.format);
    const auto call = step_in(*sight, o.word, rounds);
    if (!call) return refuse(call.error(), o.format);
    const RoundView round = round_of(sight->talks, *sight->rules, **call, sight->now);
    if (o.format == Format::json)
        print_json(to_json(round));
    else
        print(to_text(round, sight->talks, *sight->rules));
    return 0;
}

int talks_ready(const TalkLookOptions& o) {
    const auto sight = sight_of(o);
    if (!sight) return refuse(sight.error(), o.format);
    const auto call = step_in(*sight, o.word, rounds);
    if (!call) return refuse(call.error(), o.format);
    const RoundView round = round_of(sight->talks, *sight->rules, **call, sight->now);
    const std::vector<Missing> missing = missing_of(round, *sight->rules, sight->now);
    if (o.format == Format::json) {
        JsonArray list;
        for (const Missing& one : missing) list.push_back(to_json(one));
        print_json(Json{{"form", "truce/ready/1"}, {"missing", std::move(list)}, {"ready", missing.empty()}, {"round", round.id}});
    } else {
        print(to_text(missing, *sight->rules, sight->now));
    }
    return 0;
}

int talks_voices(const TalkLookOptions& o) {
    const auto sight = sight_of(o);
    if (!sight) return refuse(sight.error(), o.format);
    const std::vector<Representation> all = representation_of(sight->talks, *sight->rules, o.roles, sight->now);
    if (o.format == Format::text) {
        print(to_text(all, *sight->rules));
        return 0;
    }
    for (const Representation& one : all) print_json(to_json(one));
    return 0;
}

int talks_documents(const TalkLookOptions& o) {
    const auto sight = sight_of(o);
    if (!sight) return refuse(sight.error(), o.format);
    for (const DocumentView& one : documents_of(sight->talks, sight->now)) {
        if (o.format == Format::json)
            print_json(to_json(one));
        else
            print(document_line(one, *sight->rules));
    }
    return 0;
}

int talks_document(const TalkLookOptions& o) {
    const auto sight = sight_of(o);
    if (!sight) return refuse(sight.error(), o.format);
    const auto document = document_in(*sight, o.word);
    if (!document) return refuse(document.error(), o.format);
    if (o.format == Format::json)
        print_json(to_json(*document));
    else
        print(to_text(*document, sight->talks, *sight->rules));
    return 0;
}

int talks_compare(const TalkLookOptions& o) {
    const auto sight = sight_of(o);
    if (!sight) return refuse(sight.error(), o.format);
    const auto from = step_in(*sight, o.word, documents);
    if (!from) return refuse(from.error(), o.format);
    const auto to = step_in(*sight, o.other, documents);
    if (!to) return refuse(to.error(), o.format);
    if (o.format == Format::json)
        print_json(comparison_json(**from, **to));
    else
        print(comparison_text(**from, **to, *sight->rules));
    return 0;
}

int talks_commitments(const TalkLookOptions& o) {
    const auto sight = sight_of(o);
    if (!sight) return refuse(sight.error(), o.format);
    const std::vector<CommitmentView> all = commitments_of(sight->talks, sight->now);
    if (o.format == Format::text) {
        print(to_text(all, sight->talks, *sight->rules, sight->now));
        return 0;
    }
    for (const CommitmentView& one : all) print_json(to_json(one));
    return 0;
}

int talks_hotline(const TalkLookOptions& o) {
    const auto sight = sight_of(o);
    if (!sight) return refuse(sight.error(), o.format);
    const auto opened = StepOptions{"talks.argument"}.interval("--from", o.from, o.until);
    if (!opened) return refuse(opened.error(), o.format);
    const Hotline hotline = hotline_of(sight->talks, sight->now, *opened);
    if (o.format == Format::text) {
        print(to_text(hotline, *sight->rules));
        return 0;
    }
    for (const ContactView& one : hotline.contacts) print_json(to_json(one));
    return 0;
}

int talks_steps(const TalkLookOptions& o) {
    const auto sight = sight_of(o);
    if (!sight) return refuse(sight.error(), o.format);
    for (const Talk& step : sight->talks.steps()) {
        if (o.format == Format::json) {
            print_json(to_json(step));
            continue;
        }
        print(fmt::format("{} [{}] {}\n{}", truce::format(step.recorded_at), short_id(step.id),
                          talk_headline(step, sight->talks, *sight->rules), talk_details(step, sight->talks, *sight->rules, 4)));
    }
    return 0;
}

int talks_terms(const TalkLookOptions& o) {
    const auto sight = sight_of(o);
    if (!sight) return refuse(sight.error(), o.format);
    const auto document = document_in(*sight, o.word);
    if (!document) return refuse(document.error(), o.format);
    print(terms_skeleton(*document, sight->talks, sight->now));
    return 0;
}

int talks_calendar(const TalkLookOptions& o) {
    const auto sight = sight_of(o, "public");
    if (!sight) return refuse(sight.error(), o.format);
    const auto origin = LogReader(sight->place->db()).origin();
    if (!origin) return refuse(origin.error(), o.format);
    const auto words = talks_words(o.language);
    if (!words) return refuse(words.error(), o.format);
    CalendarWish wish{{}, o.viewer == "public" ? std::string() : o.viewer, o.person};
    if (!o.person.empty() && wish.who.empty())
        return refuse({Errc::invalid, "talks.argument", "a person stands on the list of a participant, and none is named", "--person",
                       "Name it with --viewer"},
                      o.format);
    if (!o.word.empty()) {
        const auto call = step_in(*sight, o.word, rounds);
        if (!call) return refuse(call.error(), o.format);
        wish.round = (*call)->id;
    }
    const std::string text = to_icalendar(truce::talks_calendar(sight->talks, *sight->rules, *origin, wish, **words, sight->now));
    if (o.out.empty()) {
        print(text);
        return 0;
    }
    const auto written = write_file_atomically(o.out, text);
    return written ? 0 : refuse(written.error(), o.format);
}

int talks_news(const TalkLookOptions& o) {
    const auto sight = sight_of(o, "public");
    if (!sight) return refuse(sight.error(), o.format);
    const auto origin = LogReader(sight->place->db()).origin();
    if (!origin) return refuse(origin.error(), o.format);
    std::string url = o.url;
    while (url.ends_with('/')) url.pop_back();
    const auto words = talks_words(o.language);
    if (!words) return refuse(words.error(), o.format);
    const Feed feed = talks_feed(sight->talks, *sight->rules, *origin, url, url + "/news.atom", url + "/news.json", **words, sight->now);
    std::error_code failed;
    std::filesystem::create_directories(o.out, failed);
    for (const auto& [name, text] : {std::pair<std::string, std::string>{"news.atom", to_atom(feed)}, {"news.json", to_json_feed(feed)}}) {
        if (const auto written = write_file_atomically(o.out / name, text); !written) return refuse(written.error(), o.format);
    }
    if (o.format == Format::json)
        print_json(Json{{"items", static_cast<std::int64_t>(feed.items.size())}});
    else
        print(fmt::format("{} items\n", feed.items.size()));
    return 0;
}

}  // namespace truce::app
