#include "app/coordinate_commands.hpp"

#include <fmt/format.h>

#include "app/coordinate_body.hpp"
#include "app/output.hpp"
#include "app/place.hpp"
#include "app/signing_key.hpp"
#include "truce/base/json.hpp"
#include "truce/mechanism/case_words.hpp"
#include "truce/mechanism/coordinate_view.hpp"
#include "truce/mechanism/coordinate_words.hpp"

namespace truce::app {
namespace {

int show_composed(const ComposedCoordination& composed, Format format) {
    if (format == Format::json) {
        print_json(Json{{"body", to_json(composed.step)}, {"signs", composed.text}, {"words", composed.words}});
        return 0;
    }
    print(composed.words + "\nwhat is signed, byte by byte:\n" + composed.text);
    return 0;
}

int sign_and_hand_in(Place& place, const NoteSigner& key, ComposedCoordination composed, Format format) {
    const std::string_view kind = row_of(composed.step.kind).name;
    const std::string words = composed.words;
    const auto submission = sign_coordination(std::move(composed), key);
    if (!submission) return refuse(submission.error(), format);
    return hand_in(place, *submission, key.public_key(), kind, words, format);
}

/// What is in the way now, of a question that is in the record: a copy does not hold what would answer it.
int print_answer(Place& place, const NoteKey& key, const CoordinationBody& asked, Format format) {
    if (place.centre) {
        if (format == Format::text) print("    what is in the way is answered where the log is kept\n");
        return 0;
    }
    const auto desk = place.desk(key);
    if (!desk) return refuse(desk.error(), format);
    const auto coordination = coordination_at(*desk, place.now());
    if (!coordination) return refuse(coordination.error(), format);
    const std::string asker = key.name.substr(0, key.name.find('/'));
    const Answer answer = coordination->ask(asker, asked);
    const std::vector<LiaisonLine> lines = coordination->lines_for(asker, asked.volumes);
    if (format == Format::json) {
        Json json = to_json(answer);
        JsonArray call;
        for (const LiaisonLine& one : lines) call.push_back(to_json(one));
        if (!call.empty()) json.get_object()["lines"] = std::move(call);
        print_json(json);
    } else {
        print(answer_in_words(answer));
        if (!lines.empty()) print("who is in an area of operations there, whatever is in the way\n" + lines_in_words(lines));
    }
    return 0;
}

/// What changed since it was looked at: the question is asked anew, in the record like any other.
int tell_what_changed(Place& place, const NoteSigner& key, const CoordinationBody& filed, const Error& stale, Format format) {
    CoordinationRequest request;
    request.step.kind = CoordinationKind::activity_asked;
    request.step.volumes = filed.volumes;
    request.step.activity_kind = filed.activity_kind;
    request.step.activity = filed.activity;
    const auto desk = place.desk(key.public_key());
    if (!desk) return refuse(desk.error(), format);
    if (!request.step.activity.empty() && request.step.activity_kind.empty()) {
        const auto coordination = coordination_at(*desk, place.now());
        if (!coordination) return refuse(coordination.error(), format);
        const Activity* activity = coordination->book().find(request.step.activity);
        if (activity != nullptr) request.step.activity_kind = activity->kind();
    }
    const CoordinationBody asked = request.step;
    auto composed = compose_coordination(*desk, key.public_key(), std::move(request), place.now(), *place.world.random);
    if (!composed) return refuse(composed.error(), format);
    if (const int status = sign_and_hand_in(place, key, std::move(*composed), format); status != 0) return status;
    if (const int status = print_answer(place, key.public_key(), asked, format); status != 0) return status;
    return refuse(stale, format);
}

}  // namespace

int coordinate_step(const CoordinateStepOptions& o) {
    const auto key = signing_key(o.signer);
    if (!key) return refuse(key.error(), o.format);
    auto place = Place::open(o.directory, o.show_only ? OpenFor::reading : OpenFor::writing);
    if (!place) return refuse(place.error(), o.format);
    const auto desk = (*place)->desk(key->public_key());
    if (!desk) return refuse(desk.error(), o.format);
    const auto documents = load_documents((*place)->db(), whole_record);
    if (!documents) return refuse(documents.error(), o.format);
    const auto terms = coordination_terms(*documents);
    if (!terms) return refuse(terms.error(), o.format);
    auto request = request_of(o, *terms->gazetteer);
    if (!request) return refuse(request.error(), o.format);
    const CoordinationBody asked = request->step;
    const std::string word = request->activity_word;
    auto composed = compose_coordination(*desk, key->public_key(), std::move(*request), (*place)->now(), *(*place)->world.random);
    if (!composed) {
        if (composed.error().id != "awareness.stale" || (*place)->centre || o.show_only) return refuse(composed.error(), o.format);
        CoordinationBody filed = asked;
        if (o.kind == CoordinationKind::activity_changed) {
            const auto coordination = coordination_at(*desk, (*place)->now());
            if (!coordination) return refuse(coordination.error(), o.format);
            const std::string owner = key->public_key().name.substr(0, key->public_key().name.find('/'));
            const auto own = activities_of(*coordination, owner);
            const auto meant =
                word.empty() && own.size() == 1 ? Result<const Activity*>(own.front()) : find_activity(*coordination, owner, word);
            if (!meant) return refuse(composed.error(), o.format);
            filed.activity = (*meant)->id();
        }
        return tell_what_changed(**place, *key, filed, composed.error(), o.format);
    }
    if (o.show_only) return show_composed(*composed, o.format);
    const CoordinationBody step = composed->step;
    const int status = sign_and_hand_in(**place, *key, std::move(*composed), o.format);
    if (status != 0 || o.kind != CoordinationKind::activity_asked) return status;
    return print_answer(**place, key->public_key(), step, o.format);
}

// ---- looking ------------------------------------------------------------------------------------------------

namespace {

struct Sight {
    std::unique_ptr<Place> place;
    std::optional<Coordination> coordination;
    std::uint64_t as_of = 0;
    Instant now;
};

Result<Sight> sight_of(const CoordinateLookOptions& o) {
    Sight sight;
    TRUCE_ASSIGN(sight.place, Place::open(o.directory, OpenFor::reading));
    if (o.as_of) {
        sight.as_of = *o.as_of;
    } else if (sight.place->mechanism) {
        TRUCE_ASSIGN(sight.as_of, sight.place->mechanism->size());
    } else {
        TRUCE_ASSIGN(sight.as_of, sight.place->centre->held());
    }
    TRUCE_ASSIGN(const Documents documents, load_documents(sight.place->db(), sight.as_of));
    TRUCE_ASSIGN(sight.coordination, load_coordination(sight.place->db(), documents, sight.as_of));
    sight.now = sight.place->now();
    if (!o.at.empty()) {
        const auto at_ = parse_instant(o.at);
        if (!at_) return at("--at", at_.error());
        sight.now = *at_;
    }
    if (o.viewer.empty() || sight.coordination->terms().roster.takes_part(o.viewer)) return sight;
    return Error{Errc::not_found, "coordination.viewer", fmt::format("{} takes no part by the terms", o.viewer), "--viewer",
                 "Name a participant"};
}

Result<Sight> sight_of_one(const CoordinateLookOptions& o) {
    if (o.viewer.empty()) return Error{Errc::invalid, "coordination.viewer", "it is not said whose", "--viewer", "Name a participant"};
    return sight_of(o);
}

/// One after the other, each as JSON or in words.
///   found    of what was seen: a list, or a Result of one
///   json     of one of them and what was seen
///   words    likewise
template <typename Found, typename AsJson, typename AsWords>
int show_each(const Result<Sight>& sight, Format format, const Found& found, const AsJson& json, const AsWords& words) {
    if (!sight) return refuse(sight.error(), format);
    const Result all = found(*sight);
    if (!all) return refuse(all.error(), format);
    for (const auto& one : *all) {
        if (format == Format::json)
            print_json(json(one, *sight));
        else
            print(words(one, *sight));
    }
    return 0;
}

/// Activities, as one line each.
int show_activities(const Result<Sight>& sight, const CoordinateLookOptions& o,
                    std::vector<const Activity*> (*found)(const Coordination&, std::string_view)) {
    return show_each(
        sight, o.format, [&](const Sight& seen) { return found(*seen.coordination, o.viewer); },
        [&](const Activity* one, const Sight& seen) { return to_json(*one, *seen.coordination, o.viewer, seen.now); },
        [](const Activity* one, const Sight& seen) { return activity_line(*one, *seen.coordination, seen.now); });
}

}  // namespace

int coordinate_list(const CoordinateLookOptions& o) { return show_activities(sight_of(o), o, activities_seen_by); }

int coordinate_mine(const CoordinateLookOptions& o) { return show_activities(sight_of_one(o), o, activities_of); }

int coordinate_waiting(const CoordinateLookOptions& o) {
    return show_each(
        sight_of_one(o), o.format, [&](const Sight& seen) { return waiting_for(*seen.coordination, o.viewer, seen.now); },
        [](const Waiting& one, const Sight&) { return to_json(one); },
        [](const Waiting& one, const Sight&) {
            return fmt::format("{} [{}], since {}\n", name_of(one.what), short_id(one.id), format(one.since));
        });
}

int coordinate_alerts(const CoordinateLookOptions& o) {
    return show_each(
        sight_of_one(o), o.format, [&](const Sight& seen) { return alerts_for(*seen.coordination, o.viewer, seen.now); },
        [](const Alert& one, const Sight&) { return to_json(one); },
        [](const Alert& one, const Sight& seen) { return to_text(one, *seen.coordination); });
}

int coordinate_told(const CoordinateLookOptions& o) {
    return show_each(
        sight_of(o), o.format, [&](const Sight& seen) { return told_of(seen.place->db(), o.viewer, seen.as_of); },
        [](const ToldRow& row, const Sight&) { return to_json(row); },
        [](const ToldRow& row, const Sight&) {
            return fmt::format("{} {} was told of [{}] of {}: {} (entry {})\n", format(row.at), row.told.to, short_id(row.told.activity),
                               row.told.owner, name_of(row.told.level), row.index);
        });
}

int coordinate_steps(const CoordinateLookOptions& o) {
    return show_each(
        sight_of(o), o.format, [&](const Sight& seen) { return steps_seen_by(*seen.coordination, o.viewer); },
        [&](const CoordinationStep* step, const Sight&) { return to_json(*step, o.viewer); },
        [](const CoordinationStep* step, const Sight& seen) {
            return fmt::format("{} [{}] {}\n", format(step->recorded_at), short_id(step->id),
                               coordination_headline(*step, *seen.coordination));
        });
}

int coordinate_areas(const CoordinateLookOptions& o) {
    return show_each(
        sight_of(o), o.format, [](const Sight& seen) { return seen.coordination->book().rules().areas; },
        [](const ConsentArea& area, const Sight&) { return to_json(area); },
        [](const ConsentArea& area, const Sight&) {
            return fmt::format("{} of {}: {}, {}\n", area.id, area.holder, name_of(area.regime), in_words(area.where));
        });
}

int coordinate_channels(const CoordinateLookOptions& o) {
    return show_each(
        sight_of(o), o.format, [](const Sight& seen) { return seen.coordination->suspended(); },
        [](const ChannelState& one, const Sight&) { return to_json(one); },
        [](const ChannelState& one, const Sight&) {
            return fmt::format("{} has suspended its channel with {} since {}: {}\n    {}\n", one.by, one.with, format(one.since), one.text,
                               suspension_in_words());
        });
}

int coordinate_operations(const CoordinateLookOptions& o) {
    return show_each(
        sight_of_one(o), o.format, [&](const Sight& seen) { return seen.coordination->operations_of(o.viewer); },
        [&](const AreaOfOperations* one, const Sight& seen) { return to_json(*one, *seen.coordination, o.viewer); },
        [&](const AreaOfOperations* one, const Sight& seen) { return to_text(*one, *seen.coordination, o.viewer); });
}

int coordinate_threads(const CoordinateLookOptions& o) {
    const auto sight = sight_of(o);
    if (!sight) return refuse(sight.error(), o.format);
    for (const ConflictThread* thread : threads_seen_by(*sight->coordination, o.viewer)) {
        if (o.format == Format::json) {
            print_json(to_json(*thread, *sight->coordination, o.viewer));
            continue;
        }
        print(fmt::format("thread [{}]\n", short_id(thread->id)));
        for (const std::string& message : thread->messages) {
            const CoordinationStep& step = *sight->coordination->find(message);
            if (!o.viewer.empty() && !sight->coordination->may_read(step, o.viewer)) continue;
            print(fmt::format("    {} {}: {}\n", format(step.recorded_at), step.author, step.body.text));
        }
    }
    return 0;
}

int coordinate_notice(const CoordinateLookOptions& o) {
    const auto sight = sight_of(o);
    if (!sight) return refuse(sight.error(), o.format);
    const Activity* meant = nullptr;
    for (const Activity* one : activities_seen_by(*sight->coordination, o.viewer)) {
        const bool concerned = o.viewer.empty() || sight->coordination->concerns(*one, o.viewer);
        if (concerned && one->id().starts_with(o.word)) meant = one;
    }
    if (meant == nullptr)
        return refuse(
            {Errc::not_found, "activity.unknown", fmt::format("there is no activity {}", o.word), "", "name the step that filed it"},
            o.format);
    if (o.format == Format::json)
        print_json(to_json(*meant, *sight->coordination, o.viewer, sight->now));
    else
        print(notice(*meant, *sight->coordination, sight->now));
    return 0;
}

}  // namespace truce::app
