#include <fmt/format.h>

#include "app/commands.hpp"
#include "app/output.hpp"
#include "app/signing_key.hpp"
#include "app/world.hpp"
#include "truce/base/json.hpp"
#include "truce/mechanism/case_tables.hpp"
#include "truce/mechanism/mechanism.hpp"
#include "truce/mechanism/received.hpp"

namespace truce::app {
namespace {

void print_received(const ReceivedFiling& one, Format format) {
    if (format == Format::text) {
        print(fmt::format("{} {} of {}: received via {}{}\n    came as SHA-256 {}\n", one.id, one.kind, one.institution(), one.via,
                          one.confirmed ? fmt::format(", confirmed by entry {}", *one.confirmed) : ", NOT CONFIRMED: nobody's statement",
                          one.original.empty() ? "(erased)" : one.original));
        return;
    }
    JsonObject out{{"entry", static_cast<std::int64_t>(one.entry)},
                   {"form", "truce/received/1"},
                   {"id", one.id},
                   {"institution", one.institution()},
                   {"key", one.key},
                   {"kind", one.kind},
                   {"original", one.original},
                   {"via", one.via}};
    if (one.confirmed) out["confirmed"] = static_cast<std::int64_t>(*one.confirmed);
    print_json(Json(std::move(out)));
}

}  // namespace

int received_list(const RecordOptions& options) {
    World world;
    const auto mechanism = Mechanism::open(options.directory, OpenFor::reading, *world.clock, *world.random);
    if (!mechanism) return refuse(mechanism.error(), options.format);
    const auto all = received_filings(mechanism->db(), whole_record);
    if (!all) return refuse(all.error(), options.format);
    for (const ReceivedFiling& one : *all) print_received(one, options.format);
    return 0;
}

int received_confirm(const ReceivedConfirmOptions& options) {
    World world;
    const auto signer = signing_key(options.key);
    if (!signer) return refuse(signer.error(), options.format);
    auto mechanism = Mechanism::open(options.directory, OpenFor::writing, *world.clock, *world.random);
    if (!mechanism) return refuse(mechanism.error(), options.format);
    const auto receipt = mechanism->confirm_filing(options.filing, *signer);
    if (!receipt) return refuse(receipt.error(), options.format);
    if (options.format == Format::json)
        print_json(Json{{"id", receipt->id}, {"index", static_cast<std::int64_t>(receipt->index)}});
    else
        print(fmt::format("confirmed: it is a statement of its institution from now on\n    recorded as entry {} ({})\n", receipt->index,
                          receipt->id));
    return 0;
}

}  // namespace truce::app
