#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "app/fuse_command.hpp"
#include "app/output.hpp"
#include "app/signing_key.hpp"
#include "app/world.hpp"
#include "truce/base/json.hpp"
#include "truce/mechanism/case_words.hpp"
#include "truce/mechanism/fusing.hpp"

namespace truce::app {
namespace {

constexpr std::size_t listed_max = 10;

std::string text_of(const SightingId& name) { return fmt::format("{}:{}", name.source, name.id); }

JsonArray json_of(const std::vector<std::vector<SightingId>>& incidents) {
    JsonArray all;
    for (const auto& incident : incidents) {
        JsonArray names;
        for (const SightingId& name : incident) names.emplace_back(text_of(name));
        all.emplace_back(std::move(names));
    }
    return all;
}

Json json_of(const FoundLinks& found, const std::vector<Receipt>& receipts) {
    JsonArray proposals;
    for (std::size_t i = 0; i < found.proposals.size(); ++i) {
        const LinkProposal& link = found.proposals[i];
        JsonObject one{{"beside", text_of(link.beside)}, {"case", link.case_id},
                       {"incident", link.incident},      {"millibits", static_cast<std::int64_t>(link.bits)},
                       {"name", text_of(link.name)},     {"outcome", name_of(link.outcome)},
                       {"report", link.report},          {"text", link.text}};
        if (i < receipts.size()) one["id"] = receipts[i].id;
        proposals.emplace_back(std::move(one));
    }
    return Json{{"closed", static_cast<std::int64_t>(found.closed)},
                {"filed", static_cast<std::int64_t>(receipts.size())},
                {"incidents", static_cast<std::int64_t>(found.incidents)},
                {"model", static_cast<std::int64_t>(found.model)},
                {"proposals", std::move(proposals)},
                {"registers", static_cast<std::int64_t>(found.registers)},
                {"reports", static_cast<std::int64_t>(found.reports)},
                {"several_cases", json_of(found.several_cases)},
                {"without_case", json_of(found.without_case)}};
}

/// The first few of them, and how many more.
void list(std::string_view what, const std::vector<std::vector<SightingId>>& incidents) {
    if (incidents.empty()) return;
    print(fmt::format("    {} {}\n", grouped(incidents.size()), what));
    for (std::size_t i = 0; i < std::min(incidents.size(), listed_max); ++i) {
        std::string names;
        for (const SightingId& name : incidents[i]) names += (names.empty() ? "" : ", ") + text_of(name);
        print(fmt::format("        {}\n", names));
    }
    if (incidents.size() > listed_max) print(fmt::format("        and {} more: --format json\n", grouped(incidents.size() - listed_max)));
}

void print_text(const FoundLinks& found, bool filed) {
    print(fmt::format("{} reports of {} registers, model truce/{}: {} incidents in several registers; {} {}\n", grouped(found.reports),
                      found.registers, found.model, grouped(found.incidents), grouped(found.proposals.size()),
                      filed ? "links proposed" : "links would be proposed"));
    for (const LinkProposal& link : found.proposals) {
        print(fmt::format("    {} to case {} of incident {}\n        {}\n", text_of(link.name), short_id(link.case_id), link.incident,
                          link.text));
    }
    if (found.closed > 0) print(fmt::format("    {} reports belong to cases that are closed: not proposed\n", grouped(found.closed)));
    list("of the incidents have several cases, which only people merge:", found.several_cases);
    list("of the incidents have no case; open one (truce case open) and their reports are proposed to it:", found.without_case);
}

}  // namespace

int fuse_registers(const FuseCommandOptions& o) {
    if (const auto good = check_shares(o); !good) return refuse(good.error(), o.format);
    const World world;
    std::optional<NoteSigner> signer;
    if (!o.dry_run) {
        auto key = signing_key(o.key);
        if (!key) return refuse(key.error(), o.format);
        signer.emplace(std::move(*key));
    }
    auto mechanism = Mechanism::open(o.directory, o.dry_run ? OpenFor::reading : OpenFor::writing, *world.clock, *world.random);
    if (!mechanism) return refuse(mechanism.error(), o.format);
    if (signer) {
        // Before the work, not after it.
        if (const auto may = check_fusion_desk(*mechanism, signer->public_key(), world.clock->now()); !may)
            return refuse(may.error(), o.format);
    }
    const auto model = o.model.empty() ? Result<Model>(shipped_model()) : read_model(o.model);
    if (!model) return refuse(model.error(), o.format);
    FuseOptions options;
    options.false_join_rate = o.false_joins;
    options.join_from = o.join_from;
    ProgressLine progress("fuse");
    progress.show("comparing reports");
    const auto found = find_links(*mechanism, *model, options);
    if (!found) return refuse(found.error(), o.format);
    std::vector<Receipt> receipts;
    if (signer) {
        const auto show = [&](std::size_t filed) { progress.show(fmt::format("{} of {} filed", filed, found->proposals.size())); };
        auto filed = file_links(*mechanism, found->proposals, *signer, *world.clock, *world.random, show);
        if (!filed) return refuse(filed.error(), o.format);
        receipts = std::move(*filed);
    }
    if (o.format == Format::json)
        print_json(json_of(*found, receipts));
    else
        print_text(*found, signer.has_value());
    return 0;
}

}  // namespace truce::app
