#include <fmt/format.h>

#include <algorithm>

#include "app/commands.hpp"
#include "app/output.hpp"
#include "app/signing_key.hpp"
#include "app/world.hpp"
#include "truce/base/json.hpp"
#include "truce/mechanism/mechanism.hpp"

namespace truce::app {
namespace {

std::string_view name_of(ErasureState state) {
    switch (state) {
        case ErasureState::none: return "none";
        case ErasureState::approved: return "approved";
        case ErasureState::erased: return "erased";
    }
    return "unknown";
}

Result<std::vector<ErasureTarget>> targets_of(const Mechanism& mechanism, const EraseOptions& options) {
    const bool attachment = options.target.starts_with("attachment/");
    if (attachment != options.part.empty()) {
        return Error{Errc::invalid, "erasure.part", attachment ? "an attachment has no parts" : "which part is to be erased?",
                     options.target, attachment ? "Leave --part out" : "Say --part public, mechanism, exact or provenance"};
    }
    Audience part = Audience::public_;
    if (!attachment) {
        TRUCE_ASSIGN(part, audience_from_name(options.part));
    }
    if (options.target.find(':') != std::string::npos) return mechanism.versions_of(options.target, part);
    TRUCE_ASSIGN(ErasureTarget target, parse_erasure_target(options.target, part));
    return std::vector<ErasureTarget>{std::move(target)};
}

Result<std::vector<NoteSigner>> read_keys(const std::vector<Path>& files) {
    std::vector<NoteSigner> keys;
    for (const Path& file : files) {
        TRUCE_ASSIGN(NoteSigner key, signing_key(file));
        keys.push_back(std::move(key));
    }
    return keys;
}

}  // namespace

int record_erase(const EraseOptions& options) {
    World world;
    const auto keys = read_keys(options.keys);
    if (!keys) return refuse(keys.error(), options.format);
    auto mechanism = Mechanism::open(options.directory, OpenFor::writing, *world.clock, *world.random);
    if (!mechanism) return refuse(mechanism.error(), options.format);
    const auto targets = targets_of(*mechanism, options);
    if (!targets) return refuse(targets.error(), options.format);
    const auto outcome = mechanism->erase(*targets, options.reason, *keys);
    if (!outcome) return refuse(outcome.error(), options.format);
    if (options.format == Format::json) {
        JsonArray list;
        for (std::size_t i = 0; i < targets->size(); ++i)
            list.push_back(Json{{"state", name_of(outcome->states[i])}, {"target", (*targets)[i].text()}});
        print_json(Json{{"targets", std::move(list)}});
        return 0;
    }
    for (std::size_t i = 0; i < targets->size(); ++i) {
        const std::string what =
            (*targets)[i].attachment ? std::string() : fmt::format("the {} part of ", truce::name_of((*targets)[i].part));
        if (outcome->states[i] == ErasureState::erased)
            print(fmt::format("{}{} is erased; its commitment stays, and the record says so\n", what, (*targets)[i].text()));
        else
            print(fmt::format("{}{} is still here: another key enrolled for record.erased must approve, one of its author among them\n",
                              what, (*targets)[i].text()));
    }
    for (const Receipt& receipt : outcome->receipts) print(fmt::format("    recorded as entry {} ({})\n", receipt.index, receipt.id));
    return 0;
}

int attach(const AttachOptions& options) {
    World world;
    auto mechanism = Mechanism::open(options.directory, OpenFor::writing, *world.clock, *world.random);
    if (!mechanism) return refuse(mechanism.error(), options.format);
    for (const Path& file : options.files) {
        const auto added = mechanism->attachments().add(file);
        if (!added) return refuse(added.error(), options.format);
        if (options.format == Format::json)
            print_json(Json{{"bytes", static_cast<std::int64_t>(added->bytes)}, {"file", file.string()}, {"sha256", added->digest.hex()}});
        else
            print(fmt::format("{}  {}\n", added->digest.hex(), file.string()));
    }
    return 0;
}

}  // namespace truce::app
