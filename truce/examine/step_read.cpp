// Reading and checking the body of a step; step.hpp says what holds.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "truce/base/bytes.hpp"
#include "truce/base/json.hpp"
#include "truce/examine/step.hpp"

namespace truce {
namespace {

constexpr std::size_t text_max = 16'000;  // an entry's part may hold more; a case file is read by people
constexpr std::size_t list_max = 4'096;

enum class Is : std::uint8_t { id, name, words };

Error wrong(std::string_view member, std::string what, std::string remedy) {
    return {Errc::invalid, "step.member", fmt::format("member \"{}\" {}", member, what), std::string(member), std::move(remedy)};
}

bool all_in(std::string_view text, std::size_t longest, std::string_view others) {
    return !text.empty() && text.size() <= longest && std::ranges::all_of(text, [&](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || others.find(c) != std::string_view::npos;
    });
}

bool is_plain(std::string_view text) {
    if (text.size() > text_max || !is_utf8(text)) return false;
    bool visible = false;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte == 0x7F || (byte < 0x20 && c != '\n' && c != '\t')) return false;
        visible |= byte > 0x20;
    }
    return visible;
}

Result<void> check_text(std::string_view member, std::string_view text, Is is) {
    switch (is) {
        case Is::id:
            if (all_in(text, 80, "-/")) return {};
            return wrong(member, fmt::format("is \"{}\", which is no id", text.substr(0, 80)),
                         "Give the id of the entry, report or incident");
        case Is::name:
            if (all_in(text, 64, "-_")) return {};
            return wrong(member, fmt::format("is \"{}\", which is no name", text.substr(0, 80)), "Use 1 to 64 of a-z 0-9 _ -");
        case Is::words:
            if (is_plain(text)) return {};
            return wrong(member, "is blank, too long or has control characters", fmt::format("Write a text of at most {} bytes", text_max));
    }
    return {};
}

Result<void> check_list(std::string_view member, const std::vector<std::string>& list, Is is) {
    if (list.size() > list_max) return wrong(member, "is too long", fmt::format("Name at most {}", list_max));
    for (std::size_t i = 0; i < list.size(); ++i) {
        TRUCE_TRY(check_text(member, list[i], is));
        if (i > 0 && list[i] <= list[i - 1]) return wrong(member, "does not ascend", "Sort it by bytes and name everything once");
    }
    return {};
}

Result<void> check_digest(std::string_view member, const std::string& hex) {
    const bool form = hex.size() == 64 && std::ranges::all_of(hex, [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
    if (form) return {};
    return wrong(member, "is no SHA-256", "Write 64 lower-case hexadecimal digits");
}

Result<void> check_interval(std::string_view member, const Interval& interval) {
    const auto writable = [](Instant t) { return Instant::lowest() <= t && t <= Instant::highest(); };
    if (!interval.empty() && writable(interval.from) && writable(interval.to)) return {};
    return wrong(member, "holds no instant", "Give its first instant and the first one after it, in microseconds UTC");
}

bool allows(const StepRow& row, StepMember member) {
    return std::ranges::any_of(row.members, [&](const MemberUse& use) { return use.member == member; });
}

// ---- which members a value has, and whether each is in its form -----------------------------------------------

/// Calls with(member, present, check of its form) for each member a kind may have.
template <typename With>
Result<void> each_member(const StepBody& b, With with) {
    using M = StepMember;
    const auto text = [&](M member, const std::string& value, Is is) {
        return with(member, !value.empty(), [&] { return check_text(name_of(member), value, is); });
    };
    const auto list = [&](M member, const std::vector<std::string>& value, Is is) {
        return with(member, !value.empty(), [&] { return check_list(name_of(member), value, is); });
    };
    const auto fine = [] { return Result<void>(); };
    TRUCE_TRY(text(M::about, b.about, Is::id));
    TRUCE_TRY(list(M::to, b.to, Is::name));
    TRUCE_TRY(text(M::text, b.text, Is::words));
    TRUCE_TRY(text(M::incident, b.incident, Is::id));
    TRUCE_TRY(list(M::accused, b.accused, Is::name));
    TRUCE_TRY(with(M::when, b.when.has_value(), [&] { return check_interval("when", *b.when); }));
    TRUCE_TRY(with(M::where, b.where.has_value(), fine));
    TRUCE_TRY(text(M::attribute, b.attribute, Is::name));
    TRUCE_TRY(list(M::values, b.values, Is::words));
    TRUCE_TRY(with(M::range, b.range.has_value(), [&]() -> Result<void> {
        const auto& [low, high] = *b.range;
        if (-json_integer_max <= low && low <= high && high <= json_integer_max) return {};
        return wrong("range", "is no range", "Give the least and the greatest possible number");
    }));
    TRUCE_TRY(with(M::confidence, b.confidence.has_value(), fine));
    TRUCE_TRY(text(M::source, b.source, Is::words));
    TRUCE_TRY(text(M::finding, b.finding, Is::name));
    TRUCE_TRY(with(M::verdict, !b.verdict.empty(), [&] { return check_digest("verdict", b.verdict); }));
    TRUCE_TRY(with(M::manner, b.manner.has_value(), fine));
    TRUCE_TRY(list(M::seen, b.seen, Is::id));
    TRUCE_TRY(with(M::choice, b.choice.has_value(), fine));
    TRUCE_TRY(with(M::on, !b.on.empty(), [&]() -> Result<void> {
        const StepRow* row = find_step(b.on);
        if (row != nullptr && decides(row->kind)) return {};
        return wrong("on", fmt::format("is \"{}\", which nobody votes on", b.on), "Name a kind of step that names votes");
    }));
    TRUCE_TRY(list(M::votes, b.votes, Is::id));
    TRUCE_TRY(text(M::sanction, b.sanction, Is::name));
    TRUCE_TRY(with(M::term, b.term.has_value(), [&] { return check_interval("term", *b.term); }));
    TRUCE_TRY(text(M::forum, b.forum, Is::words));
    TRUCE_TRY(text(M::report, b.report, Is::id));
    TRUCE_TRY(text(M::into, b.into, Is::id));
    return list(M::evidence, b.evidence, Is::id);
}

Result<void> check_heading(const StepBody& b, const StepRow& row) {
    if (b.kind == StepKind::case_opened) {
        if (!b.case_id.empty()) return wrong("case", "stands in an opening", "Leave it out: the opening's own id names the case");
        if (!b.phase.empty()) return wrong("phase", "stands in an opening", "Leave it out");
    } else {
        if (b.case_id.empty()) return wrong("case", "is missing", "Name the step that opened the case");
        TRUCE_TRY(check_text("case", b.case_id, Is::id));
        if (b.phase.empty()) return wrong("phase", "is missing", "Name the step that opened, closed or reopened the case last");
        TRUCE_TRY(check_text("phase", b.phase, Is::id));
    }
    if (!b.replaces.empty()) {
        if (row.slot == Slot::none)
            return wrong("replaces", "is not a member of this kind", "Leave it out: such steps stand beside each other");
        TRUCE_TRY(check_text("replaces", b.replaces, Is::id));
    }
    if (!b.relay) return {};
    TRUCE_TRY(check_text("on_behalf_of", b.relay->of, Is::name));
    TRUCE_TRY(check_text("medium", b.relay->medium, Is::words));
    return b.relay->scan.empty() ? Result<void>() : check_digest("scan", b.relay->scan);
}

/// An attribute has one value, and of its own type: a time, a place, a list or a range.
Result<void> check_fact(const StepBody& b) {
    const int given = int{b.when.has_value()} + int{b.where.has_value()} + int{!b.values.empty()} + int{b.range.has_value()};
    if (given != 1) return wrong("attribute", "has no value or several", "Give one of when, where, values, range");
    if ((b.attribute == "when") != b.when.has_value())
        return wrong("when", "goes with the attribute when", "Give the value that the attribute has");
    if ((b.attribute == "where") != b.where.has_value())
        return wrong("where", "goes with the attribute where", "Give the value that the attribute has");
    return {};
}

// ---- reading ------------------------------------------------------------------------------------------------

class Reader {
public:
    explicit Reader(const JsonObject& object) : object_(object) {}

    Result<StepBody> read() {
        TRUCE_TRY(read_members());
        TRUCE_TRY(check_step(body_));
        return std::move(body_);
    }

    /// As its author left it: what is missing may still be filled in.
    Result<StepBody> read_draft() {
        TRUCE_TRY(read_members());
        for (std::vector<std::string>* list : {&body_.to, &body_.accused, &body_.values, &body_.seen, &body_.votes, &body_.evidence})
            std::ranges::sort(*list);
        return std::move(body_);
    }

private:
    Result<void> read_members() {
        TRUCE_TRY(read_kind());
        TRUCE_TRY(read_heading());
        TRUCE_TRY(read_texts());
        TRUCE_TRY(read_lists());
        TRUCE_TRY(read_values());
        return nothing_left();
    }

    const Json* take(std::string_view name) {
        const Json* value = object_.if_contains(name);
        if (value != nullptr) taken_.push_back(name);
        return value;
    }

    Result<void> text(std::string_view name, std::string& out) {
        const Json* value = take(name);
        if (value == nullptr) return {};
        if (!value->is_string() || value->get_string().empty()) return wrong(name, "is no text", "Write a text, or leave the member out");
        out = std::string(value->get_string());
        return {};
    }

    Result<void> list(std::string_view name, std::vector<std::string>& out) {
        const Json* value = take(name);
        if (value == nullptr) return {};
        if (!value->is_array() || value->get_array().empty()) return wrong(name, "is no list", "Write a list, or leave the member out");
        for (const Json& one : value->get_array()) {
            if (!one.is_string()) return wrong(name, "holds something that is no text", "Write texts only");
            out.emplace_back(one.get_string());
        }
        return {};
    }

    Result<void> pair(std::string_view name, std::optional<std::pair<std::int64_t, std::int64_t>>& out) {
        const Json* value = take(name);
        if (value == nullptr) return {};
        const bool two =
            value->is_array() && value->get_array().size() == 2 && value->get_array()[0].is_int64() && value->get_array()[1].is_int64();
        if (!two) return wrong(name, "is not two integers", "Write [first, last]");
        out = std::pair(value->get_array()[0].get_int64(), value->get_array()[1].get_int64());
        return {};
    }

    Result<void> interval(std::string_view name, std::optional<Interval>& out) {
        std::optional<std::pair<std::int64_t, std::int64_t>> bounds;
        TRUCE_TRY(pair(name, bounds));
        if (bounds) out = Interval{{bounds->first}, {bounds->second}};
        return {};
    }

    template <typename Word>
    Result<void> word(std::string_view name, std::optional<Word>& out, std::size_t count) {
        std::string found;
        TRUCE_TRY(text(name, found));
        if (found.empty()) return {};
        std::vector<std::string_view> known;
        for (std::size_t i = 0; i < count; ++i) {
            known.push_back(name_of(static_cast<Word>(i)));
            if (known.back() == found) out = static_cast<Word>(i);
        }
        if (out) return {};
        return wrong(name, fmt::format("is \"{}\"", found), fmt::format("Use one of {}", fmt::join(known, ", ")));
    }

    Result<void> read_kind() {
        std::string form;
        std::string kind;
        TRUCE_TRY(text("form", form));
        if (form != step_form)
            return Error{Errc::invalid, "step.form", "the form is not " + std::string(step_form), "form",
                         "Write it as docs/methods/case.md says"};
        TRUCE_TRY(text("kind", kind));
        const StepRow* row = find_step(kind);
        if (row == nullptr)
            return Error{Errc::invalid, "step.kind", fmt::format("there is no step \"{}\"", kind), "kind",
                         "Use a kind of docs/methods/case.md"};
        body_.kind = row->kind;
        return {};
    }

    Result<void> read_heading() {
        TRUCE_TRY(text("case", body_.case_id));
        TRUCE_TRY(text("phase", body_.phase));
        TRUCE_TRY(text("replaces", body_.replaces));
        Relay relay;
        TRUCE_TRY(text("on_behalf_of", relay.of));
        TRUCE_TRY(text("medium", relay.medium));
        TRUCE_TRY(text("scan", relay.scan));
        if (relay != Relay{}) body_.relay = std::move(relay);
        return {};
    }

    Result<void> read_texts() {
        StepBody& b = body_;
        const std::array<std::pair<StepMember, std::string*>, 12> texts{{{StepMember::about, &b.about},
                                                                         {StepMember::text, &b.text},
                                                                         {StepMember::incident, &b.incident},
                                                                         {StepMember::attribute, &b.attribute},
                                                                         {StepMember::source, &b.source},
                                                                         {StepMember::finding, &b.finding},
                                                                         {StepMember::verdict, &b.verdict},
                                                                         {StepMember::on, &b.on},
                                                                         {StepMember::sanction, &b.sanction},
                                                                         {StepMember::forum, &b.forum},
                                                                         {StepMember::report, &b.report},
                                                                         {StepMember::into, &b.into}}};
        for (const auto& [member, field] : texts) TRUCE_TRY(text(name_of(member), *field));
        return {};
    }

    Result<void> read_lists() {
        StepBody& b = body_;
        const std::array<std::pair<StepMember, std::vector<std::string>*>, 6> lists{{{StepMember::to, &b.to},
                                                                                     {StepMember::accused, &b.accused},
                                                                                     {StepMember::values, &b.values},
                                                                                     {StepMember::seen, &b.seen},
                                                                                     {StepMember::votes, &b.votes},
                                                                                     {StepMember::evidence, &b.evidence}}};
        for (const auto& [member, field] : lists) TRUCE_TRY(list(name_of(member), *field));
        return {};
    }

    Result<void> read_values() {
        TRUCE_TRY(interval("when", body_.when));
        TRUCE_TRY(interval("term", body_.term));
        TRUCE_TRY(pair("range", body_.range));
        if (const Json* where = take("where")) {
            auto region = region_from_json(*where);
            if (!region) return at("where", std::move(region).error());
            body_.where = std::move(region).value();
        }
        TRUCE_TRY(word("confidence", body_.confidence, 4));
        TRUCE_TRY(word("manner", body_.manner, 2));
        return word("choice", body_.choice, 3);
    }

    Result<void> nothing_left() const {
        for (const auto& member : object_) {
            if (std::ranges::find(taken_, std::string_view(member.key())) != taken_.end()) continue;
            return wrong(std::string_view(member.key()), "is not a member of any step", "Leave it out");
        }
        return {};
    }

    const JsonObject& object_;
    std::vector<std::string_view> taken_;
    StepBody body_;
};

}  // namespace

Result<void> check_step(const StepBody& body) {
    const StepRow& row = row_of(body.kind);
    TRUCE_TRY(check_heading(body, row));
    TRUCE_TRY(each_member(body, [&](StepMember member, bool present, auto&& form) -> Result<void> {
        if (!present) return {};
        if (!allows(row, member)) return wrong(name_of(member), fmt::format("is not a member of {}", row.name), "Leave it out");
        return form();
    }));
    for (const MemberUse& use : row.members) {
        if (!use.required) continue;
        bool found = false;
        TRUCE_TRY(each_member(body, [&](StepMember member, bool present, auto&&) -> Result<void> {
            found |= present && member == use.member;
            return {};
        }));
        if (!found) return wrong(name_of(use.member), fmt::format("is missing in {}", row.name), "Give it");
    }
    return body.kind == StepKind::fact_asserted ? check_fact(body) : Result<void>();
}

Result<StepBody> read_step(std::string_view bytes) {
    TRUCE_ASSIGN(const Json value, parse_canonical(bytes));
    if (!value.is_object()) return Error{Errc::invalid, "step.form", "a step is an object", "", "Write it as docs/methods/case.md says"};
    return Reader(value.get_object()).read();
}

Result<StepBody> read_step_draft(const Json& value) {
    if (!value.is_object()) return Error{Errc::invalid, "step.form", "a step is an object", "", "Write it as docs/methods/case.md says"};
    return Reader(value.get_object()).read_draft();
}

}  // namespace truce
