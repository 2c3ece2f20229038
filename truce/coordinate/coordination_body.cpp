#include "truce/coordinate/coordination_body.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "truce/base/bytes.hpp"
#include "truce/base/json.hpp"

namespace truce {
namespace {

using M = CoordinationMember;

constexpr std::size_t text_max = 16'000;  // read by people
constexpr std::size_t list_max = 1'024;
constexpr std::size_t keys_max = 100'000;

constexpr std::array<std::string_view, 5> outcomes{"facilitated", "delayed", "impeded", "denied", "cancelled"};
constexpr std::array<std::string_view, 3> answers{"granted", "delayed", "denied"};
constexpr std::array<std::string_view, 3> regimes{"consent", "notify", "blocked"};

enum class Is : std::uint8_t { id, name, word, words, digest, key };

Error wrong(std::string_view member, std::string what, std::string remedy) {
    return {Errc::invalid, "coordination.member", fmt::format("member \"{}\" {}", member, what), std::string(member), std::move(remedy)};
}

bool all_in(std::string_view text, std::size_t longest, std::string_view others) {
    return !text.empty() && text.size() <= longest && std::ranges::all_of(text, [&](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || others.find(c) != std::string_view::npos;
    });
}

bool is_hex(std::string_view text, std::size_t size) {
    return text.size() == size && std::ranges::all_of(text, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

bool is_plain(std::string_view text) {
    if (text.size() > text_max || !is_utf8(text)) return false;
    const auto forbidden = [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte == 0x7F || (byte < 0x20 && c != '\n' && c != '\t');
    };
    return std::ranges::none_of(text, forbidden) && std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) > 0x20; });
}

Result<void> check_text(std::string_view member, std::string_view text, Is is) {
    switch (is) {
        case Is::id:
            if (all_in(text, 36, "-") && text.size() == 36) return {};
            return wrong(member, "is no id of a step", "Give the id of an entry");
        case Is::name:
            if (all_in(text, 64, "-_")) return {};
            return wrong(member, "is no id", "Use 1 to 64 of a-z 0-9 _ -");
        case Is::word:
            if (is_plain(text) && text.size() <= 64) return {};
            return wrong(member, "is no name", "Give 1 to 64 characters in one line");
        case Is::words:
            if (is_plain(text)) return {};
            return wrong(member, "is blank, too long or has control characters", fmt::format("Give at most {} bytes of text", text_max));
        case Is::digest:
            if (is_hex(text, 64)) return {};
            return wrong(member, "is no SHA-256", "Give 64 lower-case hexadecimal digits");
        case Is::key: break;
    }
    if (is_hex(text, 32)) return {};
    return wrong(member, "is no awareness key", "Give it as the answer had it, 32 lower-case hexadecimal digits");
}

struct TextField {
    M member;
    std::string CoordinationBody::* field;
    Is is;
};
constexpr std::array text_fields{
    TextField{M::about, &CoordinationBody::about, Is::id},
    TextField{M::activity, &CoordinationBody::activity, Is::id},
    TextField{M::activity_kind, &CoordinationBody::activity_kind, Is::name},
    TextField{M::area, &CoordinationBody::area, Is::name},
    TextField{M::conditions, &CoordinationBody::conditions, Is::words},
    TextField{M::digest, &CoordinationBody::digest, Is::digest},
    TextField{M::held_by, &CoordinationBody::held_by, Is::words},
    TextField{M::key, &CoordinationBody::key, Is::key},
    TextField{M::name, &CoordinationBody::name, Is::word},
    TextField{M::place, &CoordinationBody::place, Is::words},
    TextField{M::seen, &CoordinationBody::seen, Is::digest},
    TextField{M::text, &CoordinationBody::text, Is::words},
    TextField{M::version, &CoordinationBody::version, Is::id},
    TextField{M::with, &CoordinationBody::with, Is::name},
};

struct ListField {
    M member;
    std::vector<std::string> CoordinationBody::* field;
    Is is;
    std::size_t most;
};
constexpr std::array list_fields{
    ListField{M::areas, &CoordinationBody::areas, Is::word, list_max},
    ListField{M::keys, &CoordinationBody::keys, Is::key, keys_max},
    ListField{M::to, &CoordinationBody::to, Is::name, list_max},
};

template <typename Each>
void each_word(Each each) {
    each(M::answer, &CoordinationBody::answer, answers.size());
    each(M::level, &CoordinationBody::level, std::size_t{4});
    each(M::outcome, &CoordinationBody::outcome, outcomes.size());
    each(M::regime, &CoordinationBody::regime, regimes.size());
    each(M::workflow, &CoordinationBody::workflow, std::size_t{2});
}

struct IntervalField {
    M member;
    std::optional<Interval> CoordinationBody::* field;
};
constexpr std::array interval_fields{IntervalField{M::held, &CoordinationBody::held}, IntervalField{M::when, &CoordinationBody::when}};

Json list_json(const std::vector<std::string>& list) { return JsonArray(list.begin(), list.end()); }

// ---- reading --------------------------------------------------------------------------------------------------

Result<std::string> read_text(std::string_view member, const Json& value) {
    if (!value.is_string() || value.get_string().empty()) return wrong(member, "is no text", "Write a text, or leave it out");
    return std::string(value.get_string());
}

Result<std::vector<std::string>> read_list(std::string_view member, const Json& value) {
    if (!value.is_array() || value.get_array().empty()) return wrong(member, "is no list", "Write a list, or leave it out");
    std::vector<std::string> list;
    for (const Json& one : value.get_array()) {
        TRUCE_ASSIGN(std::string text, read_text(member, one));
        list.push_back(std::move(text));
    }
    return list;
}

Result<Interval> read_interval(std::string_view member, const Json& value) {
    const JsonArray* pair = value.if_array();
    if (pair == nullptr || pair->size() != 2 || !(*pair)[0].is_int64() || !(*pair)[1].is_int64())
        return wrong(member, "is not two integers", "Write [first, first after]");
    return Interval{{(*pair)[0].get_int64()}, {(*pair)[1].get_int64()}};
}

Result<Instant> read_instant(std::string_view member, const Json& value) {
    if (!value.is_int64()) return wrong(member, "is no integer", "Write microseconds UTC");
    return Instant{value.get_int64()};
}

template <typename Word>
Result<void> read_word(std::string_view member, const Json& value, std::optional<Word>& out, std::size_t count) {
    TRUCE_ASSIGN(const std::string found, read_text(member, value));
    std::vector<std::string_view> known;
    for (std::size_t i = 0; i < count; ++i) {
        known.push_back(name_of(static_cast<Word>(i)));
        if (known.back() == found) out = static_cast<Word>(i);
    }
    if (out) return {};
    return wrong(member, fmt::format("is \"{}\"", found.substr(0, 60)), fmt::format("Use one of {}", fmt::join(known, ", ")));
}

Result<Convoy> read_convoy(const Json& value) {
    if (!value.is_object()) return wrong("convoy", "is no object", "Write what moves");
    Convoy convoy;
    for (const auto& entry : value.get_object()) {
        const std::string path = fmt::format("convoy.{}", std::string_view(entry.key()));
        const std::string_view name = entry.key();
        if (name == "call_sign" || name == "cargo" || name == "phone") {
            TRUCE_ASSIGN((name == "cargo"   ? convoy.cargo
                          : name == "phone" ? convoy.phone
                                            : convoy.call_sign),
                         read_text(path, entry.value()));
        } else if (name == "vehicles" || name == "holds") {
            TRUCE_ASSIGN((name == "vehicles" ? convoy.vehicles : convoy.holds), read_list(path, entry.value()));
        } else if (name == "go_by") {
            TRUCE_ASSIGN(convoy.go_by, read_instant(path, entry.value()));
        } else {
            return wrong(path, "is not known", "Leave it out");
        }
    }
    return convoy;
}

Json convoy_json(const Convoy& convoy) {
    JsonObject object;
    const auto put = [&](std::string_view name, const std::string& value) {
        if (!value.empty()) object[name] = value;
    };
    put("call_sign", convoy.call_sign);
    put("cargo", convoy.cargo);
    put("phone", convoy.phone);
    if (!convoy.vehicles.empty()) object["vehicles"] = list_json(convoy.vehicles);
    if (!convoy.holds.empty()) object["holds"] = list_json(convoy.holds);
    if (convoy.go_by) object["go_by"] = convoy.go_by->us;
    return object;
}

struct LiaisonField {
    std::string_view name;
    std::string Liaison::* field;
};
constexpr std::array liaison_fields{LiaisonField{"hours", &Liaison::hours}, LiaisonField{"line", &Liaison::line},
                                    LiaisonField{"name", &Liaison::name}};

Result<Liaison> read_contact(const Json& value) {
    if (!value.is_object()) return wrong("contact", "is no object", "Write whom to call");
    Liaison contact;
    for (const auto& entry : value.get_object()) {
        const std::string path = fmt::format("contact.{}", std::string_view(entry.key()));
        const auto known = std::ranges::find(liaison_fields, std::string_view(entry.key()), &LiaisonField::name);
        if (known == liaison_fields.end()) return wrong(path, "is not known", "Leave it out");
        TRUCE_ASSIGN(contact.*known->field, read_text(path, entry.value()));
    }
    return contact;
}

Result<void> read_volumes(const Json& value, const Gazetteer& gazetteer, std::vector<Volume>& out) {
    if (!value.is_array()) return wrong("volumes", "is no list", "Write a list of volumes");
    for (const Json& one : value.get_array()) {
        auto volume = volume_from_json(one, gazetteer);
        if (!volume) return at(fmt::format("volumes[{}]", out.size()), std::move(volume).error());
        out.push_back(std::move(*volume));
    }
    return {};
}

/// Whether the member is known; reads it.
Result<bool> read_member(CoordinationBody& b, std::string_view name, const Json& value, const Gazetteer& gazetteer) {
    for (const TextField& one : text_fields) {
        if (name_of(one.member) != name) continue;
        TRUCE_ASSIGN(b.*one.field, read_text(name, value));
        return true;
    }
    for (const ListField& one : list_fields) {
        if (name_of(one.member) != name) continue;
        TRUCE_ASSIGN(b.*one.field, read_list(name, value));
        return true;
    }
    for (const IntervalField& one : interval_fields) {
        if (name_of(one.member) != name) continue;
        TRUCE_ASSIGN(b.*one.field, read_interval(name, value));
        return true;
    }
    Result<bool> found = false;
    each_word([&](M member, auto field, std::size_t count) {
        if (name_of(member) != name) return;
        const auto read = read_word(name, value, b.*field, count);
        found = read ? Result<bool>(true) : Result<bool>(read.error());
    });
    if (!found || *found) return found;
    if (name == "volumes") {
        TRUCE_TRY(read_volumes(value, gazetteer, b.volumes));
        return true;
    }
    if (name == "convoy") {
        TRUCE_ASSIGN(b.convoy, read_convoy(value));
        return true;
    }
    if (name == "contact") {
        TRUCE_ASSIGN(b.contact, read_contact(value));
        return true;
    }
    if (name == "until") {
        TRUCE_ASSIGN(b.until, read_instant(name, value));
        return true;
    }
    if (name == "public") {
        if (!value.is_bool() || !value.get_bool()) return wrong(name, "is not true", "Write true, or leave it out");
        b.is_public = true;
        return true;
    }
    return false;
}

// ---- checking -------------------------------------------------------------------------------------------------

bool writable(Instant t) { return Instant::lowest() <= t && t <= Instant::highest(); }

std::vector<M> present_in(const CoordinationBody& b) {
    std::vector<M> there;
    const auto add = [&](M member, bool is) {
        if (is) there.push_back(member);
    };
    for (const TextField& one : text_fields) add(one.member, !(b.*one.field).empty());
    for (const ListField& one : list_fields) add(one.member, !(b.*one.field).empty());
    for (const IntervalField& one : interval_fields) add(one.member, (b.*one.field).has_value());
    each_word([&](M member, auto field, std::size_t) { add(member, (b.*field).has_value()); });
    add(M::volumes, !b.volumes.empty());
    add(M::convoy, b.convoy.has_value());
    add(M::contact, b.contact.has_value());
    add(M::until, b.until.has_value());
    add(M::public_, b.is_public);
    return there;
}

Result<void> check_convoy(const Convoy& convoy) {
    if (convoy.empty()) return wrong("convoy", "says nothing", "Leave it out");
    for (const auto& [name, value] :
         {std::pair{"convoy.call_sign", &convoy.call_sign}, {"convoy.cargo", &convoy.cargo}, {"convoy.phone", &convoy.phone}}) {
        if (!value->empty()) TRUCE_TRY(check_text(name, *value, Is::words));
    }
    for (const auto& [name, list] : {std::pair{"convoy.vehicles", &convoy.vehicles}, {"convoy.holds", &convoy.holds}}) {
        if (list->size() > list_max) return wrong(name, "is too long", fmt::format("Name at most {}", list_max));
        for (const std::string& one : *list) TRUCE_TRY(check_text(name, one, Is::words));
    }
    if (convoy.go_by && !writable(*convoy.go_by)) return wrong("convoy.go_by", "is out of bounds", "Give a time between 1684 and 2255");
    return {};
}

Result<void> check_contact(const Liaison& contact) {
    if (contact.line.empty()) return wrong("contact.line", "is missing", "Say how to reach whoever answers");
    for (const LiaisonField& one : liaison_fields) {
        if (!(contact.*one.field).empty()) TRUCE_TRY(check_text(fmt::format("contact.{}", one.name), contact.*one.field, Is::words));
    }
    return {};
}

Result<void> check_values(const CoordinationBody& b) {
    for (const TextField& one : text_fields) {
        if (!(b.*one.field).empty()) TRUCE_TRY(check_text(name_of(one.member), b.*one.field, one.is));
    }
    for (const ListField& one : list_fields) {
        const std::vector<std::string>& list = b.*one.field;
        if (list.size() > one.most) return wrong(name_of(one.member), "is too long", fmt::format("Name at most {}", one.most));
        for (std::size_t i = 0; i < list.size(); ++i) {
            TRUCE_TRY(check_text(name_of(one.member), list[i], one.is));
            if (i > 0 && list[i] <= list[i - 1])
                return wrong(name_of(one.member), "does not ascend", "Sort it by bytes and name everything once");
        }
    }
    for (const IntervalField& one : interval_fields) {
        const auto& interval = b.*one.field;
        if (interval && (interval->empty() || !writable(interval->from) || !writable(interval->to)))
            return wrong(name_of(one.member), "holds no instant", "Give its first instant and the first one after it, in microseconds UTC");
    }
    if (b.until && !writable(*b.until)) return wrong("until", "is out of bounds", "Give a time between 1684 and 2255");
    for (const Volume& volume : b.volumes) {
        if (volume.when.empty() || !writable(volume.when.from) || !writable(volume.when.to))
            return Error{Errc::invalid, "volume.window",
                         fmt::format("the window from {} to {} holds no instant", format(volume.when.from), format(volume.when.to)),
                         "volumes", "let it end after it begins"};
    }
    if (b.contact) TRUCE_TRY(check_contact(*b.contact));
    return b.convoy ? check_convoy(*b.convoy) : Result<void>();
}

/// What depends on several members.
Result<void> check_together(const CoordinationBody& b) {
    if (!b.seen.empty() && !b.keys.empty()) return wrong("seen", "stands beside keys", "Present the digest or the keys");
    if (b.kind == CoordinationKind::area_declared && (b.volumes.size() != 1 || b.volumes[0].height.kind != Height::Kind::surface))
        return wrong("volumes", "is not one place on the surface", "Give one volume: an area holds at all heights");
    if (b.kind == CoordinationKind::operations_opened &&
        std::ranges::any_of(b.volumes, [](const Volume& volume) { return volume.height.kind != Height::Kind::surface; }))
        return wrong("volumes", "is not on the surface", "Give places on the surface: an area of operations holds at all heights");
    if (b.kind == CoordinationKind::conflict_raised && b.about.empty() == b.activity.empty())
        return wrong("about", "goes without activity", "Name the own activity to open a thread, or the message that opened it");
    if (b.kind == CoordinationKind::conflict_raised && !b.key.empty() && b.activity.empty())
        return wrong("key", "goes with activity", "Name it when the thread is opened");
    if (b.is_public && b.areas.empty()) return wrong("public", "goes with areas", "Say in which areas it was");
    return {};
}

}  // namespace

std::string_view name_of(MovementOutcome word) { return outcomes.at(static_cast<std::size_t>(word)); }
std::string_view name_of(AccessAnswer word) { return answers.at(static_cast<std::size_t>(word)); }
std::string_view name_of(ConsentArea::Regime word) { return regimes.at(static_cast<std::size_t>(word)); }

JsonObject to_json(const Liaison& contact) {
    JsonObject object;
    for (const LiaisonField& one : liaison_fields) {
        if (!(contact.*one.field).empty()) object[one.name] = contact.*one.field;
    }
    return object;
}

JsonObject to_json(const CoordinationBody& b) {
    JsonObject object{{"form", coordination_form}, {"kind", row_of(b.kind).name}};
    for (const TextField& one : text_fields) {
        if (!(b.*one.field).empty()) object[name_of(one.member)] = b.*one.field;
    }
    for (const ListField& one : list_fields) {
        if (!(b.*one.field).empty()) object[name_of(one.member)] = list_json(b.*one.field);
    }
    for (const IntervalField& one : interval_fields) {
        if (const auto& interval = b.*one.field) object[name_of(one.member)] = JsonArray{interval->from.us, interval->to.us};
    }
    each_word([&](M member, auto field, std::size_t) {
        if (b.*field) object[name_of(member)] = name_of(*(b.*field));
    });
    if (!b.volumes.empty()) {
        JsonArray volumes;
        for (const Volume& volume : b.volumes) volumes.push_back(to_json(volume));
        object["volumes"] = std::move(volumes);
    }
    if (b.convoy) object["convoy"] = convoy_json(*b.convoy);
    if (b.contact) object["contact"] = to_json(*b.contact);
    if (b.until) object["until"] = b.until->us;
    if (b.is_public) object["public"] = true;
    return object;
}

Result<CoordinationBody> draft_coordination(const JsonObject& object, const Gazetteer& gazetteer) {
    CoordinationBody b;
    const Json* form = object.if_contains("form");
    if (form == nullptr || !form->is_string() || form->get_string() != coordination_form)
        return Error{Errc::invalid, "coordination.form", "the form is not " + std::string(coordination_form), "form",
                     "Write it as docs/formats/coordination.md says"};
    const Json* kind = object.if_contains("kind");
    const CoordinationRow* row = kind != nullptr && kind->is_string() ? find_coordination(kind->get_string()) : nullptr;
    if (row == nullptr)
        return Error{Errc::invalid, "coordination.kind", "there is no such step of coordination", "kind",
                     "Use a kind of docs/formats/coordination.md"};
    b.kind = row->kind;
    for (const auto& entry : object) {
        const std::string_view name = entry.key();
        if (name == "form" || name == "kind") continue;
        TRUCE_ASSIGN(const bool known, read_member(b, name, entry.value(), gazetteer));
        if (!known) return wrong(name, "is not a member of any step", "Leave it out");
    }
    return b;
}

Result<CoordinationBody> read_coordination(const JsonObject& object, const Gazetteer& gazetteer) {
    TRUCE_ASSIGN(CoordinationBody b, draft_coordination(object, gazetteer));
    TRUCE_TRY(check_coordination(b));
    return b;
}

Result<void> check_coordination(const CoordinationBody& b) {
    const CoordinationRow& row = row_of(b.kind);
    const std::vector<M> there = present_in(b);
    for (const M member : there) {
        if (!allows(row, member)) return wrong(name_of(member), fmt::format("is not a member of {}", row.name), "Leave it out");
    }
    for (const CoordinationUse& use : row.members) {
        if (use.required && std::ranges::find(there, use.member) == there.end())
            return wrong(name_of(use.member), fmt::format("is missing in {}", row.name), "Give it");
    }
    TRUCE_TRY(check_values(b));
    return check_together(b);
}

ActivityStep activity_step_of(const CoordinationStep& step) {
    const CoordinationBody& b = step.body;
    TRUCE_ASSERT(is_activity_step(b.kind));
    ActivityStep out;
    out.id = step.id;
    out.author = step.author;
    out.recorded_at = step.recorded_at;
    out.kind = static_cast<ActivityStepKind>(b.kind);
    out.activity = b.activity;
    out.version = b.version;
    out.workflow = b.workflow.value_or(Workflow::clearance);
    out.activity_kind = b.activity_kind;
    out.recipients = b.to;
    out.volumes = b.volumes;
    out.key = step.key;
    out.volumes_digest = b.digest;
    out.conditions = b.conditions;
    out.until = b.until;
    out.text = b.text;
    return out;
}

Awareness awareness_of(const CoordinationBody& body) {
    Awareness awareness;
    awareness.digest = body.seen;
    for (const std::string& key : body.keys) awareness.keys.push_back({key});
    return awareness;
}

}  // namespace truce
