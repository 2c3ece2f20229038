#include <fmt/format.h>

#include <algorithm>

#include "truce/agreement/fields.hpp"
#include "truce/agreement/form.hpp"
#include "truce/agreement/terms_reader.hpp"
#include "truce/base/json.hpp"

namespace truce {
namespace {

constexpr Interval ever{Instant::lowest(), Instant::highest()};

class Reader {
public:
    Reader(const JsonObject& document, const Profile& profile, GeoFiles& files, Complaints& complaints, TermsPaths& paths)
        : root_(document), profile_(profile), files_(files), complaints_(complaints), paths_(paths) {}

    Terms read() {
        read_reading();
        for (const Fields& one : root_.objects("instrument")) read_instrument(one);
        read_versions();
        read_actors("participant", ActorKind::participant);
        read_actors("force", ActorKind::force);
        read_actors("outside_force", ActorKind::outside_force);
        read_actors("designated_group", ActorKind::designated_group);
        read_actors("umbrella", ActorKind::umbrella);
        for (const Fields& one : root_.objects("edge")) read_edge(one);
        const std::vector<Fields> areas = root_.objects("area");
        for (std::size_t i = 0; i < areas.size(); ++i) read_area(areas[i], fmt::format("area[{}]", i));
        for (const Fields& one : root_.objects("clause")) read_clause(one);
        const std::vector<Fields> exceptions = root_.objects("exception");
        for (std::size_t i = 0; i < exceptions.size(); ++i) read_exception(exceptions[i], fmt::format("exception[{}]", i));
        return std::move(terms_);
    }

private:
    void read_reading() {
        const Json* value = root_.find("reading");
        if (value == nullptr || !value->is_object()) return;
        const Fields one(value->get_object());
        terms_.reading = {one.text("id"), one.boolean("joint"), one.text("by"), one.texts("title")};
    }

    void read_instrument(const Fields& one) {
        Instrument instrument;
        instrument.id = one.text("id");
        instrument.title = one.texts("title");
        instrument.status = one.choice<InstrumentStatus>("status", choices::instrument_status);
        instrument.source = one.text("source");
        instrument.authentic_languages = one.list("authentic_languages");
        instrument.note = one.text("note");
        terms_.instruments.push_back(std::move(instrument));
    }

    void read_versions() {
        const std::vector<Fields> versions = root_.objects("version");
        for (std::size_t i = 0; i < versions.size(); ++i) {
            const std::string path = fmt::format("version[{}]", i);
            const std::string id = versions[i].text("instrument");
            Version version = version_of(versions[i]);
            const auto instrument = std::ranges::find(terms_.instruments, id, &Instrument::id);
            if (instrument == terms_.instruments.end()) {
                paths_.stray_versions = true;
                if (!id.empty()) complain_about_instrument(path + ".instrument", id);
                continue;
            }
            if (!paths_.versions.emplace(std::pair(id, version.n), path).second) {
                complaints_.add(path, "terms.version_twice", fmt::format("instrument {} has two versions {}", id, version.n),
                                "Number them 1, 2, ...");
                continue;
            }
            instrument->versions.push_back(std::move(version));
        }
        for (Instrument& instrument : terms_.instruments) std::ranges::sort(instrument.versions, {}, &Version::n);
    }

    void complain_about_instrument(const std::string& path, const std::string& id) {
        std::vector<std::string_view> known;
        for (const Instrument& instrument : terms_.instruments) known.push_back(instrument.id);
        complaints_.add(path, "terms.unknown_instrument", fmt::format("there is no instrument \"{}\"", id),
                        did_you_mean(id, known) + "Add [[instrument]] with that id, or correct it");
    }

    static Version version_of(const Fields& one) {
        Version version;
        version.n = one.integer("n");
        version.adopted_at = one.instant("adopted_at");
        version.in_force = one.interval("in_force").value_or(Interval{});
        version.approvals_required = one.list("approvals_required");
        for (const Fields& approval : one.objects("approvals")) {
            version.approvals.push_back({approval.text("participant"), approval.choice<ApprovalKind>("kind", choices::approval_kind),
                                         approval.text("source"), approval.instant("at")});
        }
        return version;
    }

    void read_actors(std::string_view key, ActorKind kind) {
        const std::vector<Fields> actors = root_.objects(key);
        for (std::size_t i = 0; i < actors.size(); ++i) {
            const Fields& one = actors[i];
            Actor actor;
            actor.id = one.text("id");
            actor.kind = kind;
            actor.names = one.names();
            actor.note = one.text("note");
            for (const Fields& role : one.objects("roles")) {
                actor.roles.push_back({role.text("role"), role.interval("valid").value_or(Interval{}), role.text("source")});
            }
            for (const Fields& guarantor : one.objects("guarantors")) {
                actor.guarantors.emplace_back(guarantor.text("guarantor"), guarantor.interval("valid").value_or(Interval{}));
            }
            terms_.actors.push_back(std::move(actor));
            paths_.actors.push_back(fmt::format("{}[{}]", key, i));
        }
    }

    void read_edge(const Fields& one) {
        terms_.edges.push_back({one.text("from"), one.choice<Relation>("relation", choices::relation), one.text("to"),
                                one.interval("valid").value_or(Interval{}), one.text("source"), one.text("asserted_by"),
                                one.list("disputed_by")});
    }

    void read_area(const Fields& one, const std::string& path) {
        TermsArea area;
        area.status = one.choice<AreaStatus>("status", choices::area_status);
        area.title = one.texts("title");
        area.valid = one.interval("valid").value_or(ever);
        area.source = one.text("source");
        area.area.id = one.text("id");
        check_area_keys(one, area.status, path);
        area.area.inner = shape_at(one, one.has("shape") ? "shape" : "inner", path);
        area.area.outer = one.has("shape") ? area.area.inner : shape_at(one, "outer", path);
        if (area.area.inner != nullptr && area.area.outer != nullptr && !one.has("shape") && !area.area.id.empty()) {
            auto checked = Area::create(area.area.id, area.area.inner, area.area.outer);
            if (!checked) complaints_.add(path, std::move(checked).error());
        }
        terms_.areas.push_back(std::move(area));
    }

    void check_area_keys(const Fields& one, AreaStatus status, const std::string& path) {
        if (one.text("status").empty()) return;  // it is misspelt
        const auto refuse = [&](std::string_view key, std::string what, std::string remedy) {
            complaints_.add(one.has(key) ? fmt::format("{}.{}", path, key) : path, "terms.area_shape", std::move(what), std::move(remedy));
        };
        const std::string id = one.text("id");
        if (status == AreaStatus::agreed && !one.has("shape")) {
            refuse("shape", fmt::format("area {} is agreed and has no shape", id), "Add shape, or give its status as line_not_agreed");
        }
        if (status != AreaStatus::agreed && one.has("shape")) {
            refuse("shape", fmt::format("area {} has a shape, but its line is not agreed", id), "Write outer (and inner) instead of shape");
        }
        if (one.has("shape") && (one.has("inner") || one.has("outer"))) {
            refuse(one.has("inner") ? "inner" : "outer", fmt::format("area {} has a shape and an inner or outer one", id),
                   "Leave inner and outer out");
        }
        if (status == AreaStatus::line_not_agreed && one.has("inner")) {
            refuse("inner", fmt::format("area {} has no agreed line, so nothing surely is inside", id),
                   "Leave inner out, or give its status as disputed");
        }
    }

    std::shared_ptr<const Shape> shape_at(const Fields& one, std::string_view key, const std::string& path) {
        const Json* geometry = one.find(key);
        if (geometry == nullptr || (geometry->is_array() && geometry->get_array().empty())) return nullptr;
        auto shape = files_.shape(*geometry, *profile_.atlas);
        if (shape) return std::move(shape).value();
        complaints_.add(fmt::format("{}.{}", path, key), std::move(shape).error());
        return nullptr;
    }

    void read_clause(const Fields& one) {
        Clause clause;
        clause.id = one.text("id");
        clause.instrument = one.text("instrument");
        clause.version = one.integer("version", 1);
        clause.text_status = one.choice<TextStatus>("text_status", choices::text_status);
        clause.source = one.text("source");
        clause.summary = one.texts("summary");
        clause.quote = one.texts("quote");
        clause.deontic = one.choice<Deontic>("deontic", choices::deontic);
        clause.acts = one.list("acts");
        clause.by = one.text("by");
        clause.against = one.text("against");
        clause.where = one.condition("where").value_or(Condition{});
        clause.when = one.condition("when").value_or(Condition{});
        clause.due = one.instant("due");
        clause.done_when = one.condition("done_when");
        terms_.clauses.push_back(std::move(clause));
    }

    void read_exception(const Fields& one, const std::string& path) {
        Exception exception;
        exception.id = one.text("id");
        exception.defeats = one.list("defeats");
        exception.burden = one.choice<Burden>("burden", choices::burden);
        exception.priority = one.integer("priority");
        exception.source = one.text("source");
        exception.summary = one.texts("summary");
        if (const auto when = one.condition("when")) {
            auto cases = cases_of(*when);
            if (cases) {
                exception.cases = std::move(cases).value();
            } else {
                complaints_.add(path + ".when", std::move(cases).error());
            }
        }
        terms_.exceptions.push_back(std::move(exception));
    }

    Fields root_;
    const Profile& profile_;
    GeoFiles& files_;
    Complaints& complaints_;
    TermsPaths& paths_;
    Terms terms_;
};

}  // namespace

Terms read_terms(const JsonObject& document, const Profile& profile, GeoFiles& files, Complaints& complaints, TermsPaths& paths) {
    return Reader(document, profile, files, complaints, paths).read();
}

}  // namespace truce
