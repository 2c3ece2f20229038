// Reading and checking the body of a step; step.hpp says what holds.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "truce/base/json.hpp"
#include "truce/base/members.hpp"
#include "truce/examine/step.hpp"

namespace truce {
namespace {

constexpr MemberForm form{"step.member", "-_", 4'096};
using Is = MemberIs;

Error wrong(std::string_view member, std::string what, std::string remedy) {
    return form.wrong(member, std::move(what), std::move(remedy));
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
        return with(member, !value.empty(), [&] { return form.text(name_of(member), value, is); });
    };
    const auto list = [&](M member, const std::vector<std::string>& value, Is is) {
        return with(member, !value.empty(), [&] { return form.list(name_of(member), value, is); });
    };
    const auto fine = [] { return Result<void>(); };
    TRUCE_TRY(text(M::about, b.about, Is::id));
    TRUCE_TRY(list(M::to, b.to, Is::name));
    TRUCE_TRY(text(M::text, b.text, Is::words));
    TRUCE_TRY(text(M::incident, b.incident, Is::id));
    TRUCE_TRY(list(M::accused, b.accused, Is::name));
    TRUCE_TRY(with(M::when, b.when.has_value(), [&] { return form.interval("when", *b.when); }));
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
    TRUCE_TRY(with(M::verdict, !b.verdict.empty(), [&] { return form.text("verdict", b.verdict, Is::digest); }));
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
    TRUCE_TRY(with(M::term, b.term.has_value(), [&] { return form.interval("term", *b.term); }));
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
        TRUCE_TRY(form.text("case", b.case_id, Is::id));
        if (b.phase.empty()) return wrong("phase", "is missing", "Name the step that opened, closed or reopened the case last");
        TRUCE_TRY(form.text("phase", b.phase, Is::id));
    }
    if (!b.replaces.empty()) {
        if (row.slot == Slot::none)
            return wrong("replaces", "is not a member of this kind", "Leave it out: such steps stand beside each other");
        TRUCE_TRY(form.text("replaces", b.replaces, Is::id));
    }
    if (!b.relay) return {};
    TRUCE_TRY(form.text("on_behalf_of", b.relay->of, Is::name));
    TRUCE_TRY(form.text("medium", b.relay->medium, Is::words));
    return b.relay->scan.empty() ? Result<void>() : form.text("scan", b.relay->scan, Is::digest);
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
    explicit Reader(const JsonObject& object) : in_(object, form) {}

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
        return in_.nothing_left();
    }

    Result<void> read_kind() {
        std::string form_name;
        std::string kind;
        TRUCE_TRY(in_.text("form", form_name));
        if (form_name != step_form)
            return Error{Errc::invalid, "step.form", "the form is not " + std::string(step_form), "form",
                         "Write it as docs/methods/case.md says"};
        TRUCE_TRY(in_.text("kind", kind));
        const StepRow* row = find_step(kind);
        if (row == nullptr)
            return Error{Errc::invalid, "step.kind", fmt::format("there is no step \"{}\"", kind), "kind",
                         "Use a kind of docs/methods/case.md"};
        body_.kind = row->kind;
        return {};
    }

    Result<void> read_heading() {
        TRUCE_TRY(in_.text("case", body_.case_id));
        TRUCE_TRY(in_.text("phase", body_.phase));
        TRUCE_TRY(in_.text("replaces", body_.replaces));
        Relay relay;
        TRUCE_TRY(in_.text("on_behalf_of", relay.of));
        TRUCE_TRY(in_.text("medium", relay.medium));
        TRUCE_TRY(in_.text("scan", relay.scan));
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
        for (const auto& [member, field] : texts) TRUCE_TRY(in_.text(name_of(member), *field));
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
        for (const auto& [member, field] : lists) TRUCE_TRY(in_.list(name_of(member), *field));
        return {};
    }

    Result<void> read_values() {
        TRUCE_TRY(in_.interval("when", body_.when));
        TRUCE_TRY(in_.interval("term", body_.term));
        TRUCE_TRY(in_.pair("range", body_.range));
        if (const Json* where = in_.take("where")) {
            auto region = region_from_json(*where);
            if (!region) return at("where", std::move(region).error());
            body_.where = std::move(region).value();
        }
        TRUCE_TRY(in_.word("confidence", body_.confidence, 4));
        TRUCE_TRY(in_.word("manner", body_.manner, 2));
        return in_.word("choice", body_.choice, 3);
    }

    MemberReader in_;
    StepBody body_;
};

}  // namespace

Result<void> check_step(const StepBody& body) {
    const StepRow& row = row_of(body.kind);
    TRUCE_TRY(check_heading(body, row));
    TRUCE_TRY(each_member(body, [&](StepMember member, bool present, auto&& in_form) -> Result<void> {
        if (!present) return {};
        if (!allows(row, member)) return wrong(name_of(member), fmt::format("is not a member of {}", row.name), "Leave it out");
        return in_form();
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
