#include "truce/record/kinds.hpp"

#include <algorithm>
#include <array>

namespace truce {
namespace {

constexpr std::array table{
    Kind{"bulletin.published", EntryForm::open, Order::matters, Erasure::never, "a bulletin was published: its day, size, digest"},
    Kind{"counts.filed", EntryForm::guarded, Order::matters, Erasure::allowed, "a batch of published counts"},
    Kind{"key.enrolled", EntryForm::open, Order::matters, Erasure::never, "an institution's key, from here on"},
    Kind{"key.revoked", EntryForm::open, Order::matters, Erasure::never, "a key ends here"},
    Kind{"log.clock", EntryForm::open, Order::matters, Erasure::never, "the time, as the log says it"},
    Kind{"log.continued", EntryForm::open, Order::matters, Erasure::never, "the log that this one goes on from, and what of it is gone"},
    Kind{"log.founded", EntryForm::open, Order::matters, Erasure::never, "the log's keys and format; the second entry"},
    Kind{"profile.signed", EntryForm::open, Order::matters, Erasure::never, "an institution signs a profile"},
    Kind{"record.erased", EntryForm::open, Order::matters, Erasure::never, "a key of two approves that a part is erased"},
    Kind{"reports.filed", EntryForm::guarded, Order::matters, Erasure::allowed, "a batch of reports"},
    Kind{"terms.signed", EntryForm::open, Order::matters, Erasure::never, "an institution signs a reading of the terms"},
    Kind{"watches.filed", EntryForm::guarded, Order::matters, Erasure::allowed, "a batch of watches"},
};

}  // namespace

std::span<const Kind> kinds() { return table; }

const Kind* find_kind(std::string_view name) {
    const auto found =
        std::lower_bound(table.begin(), table.end(), name, [](const Kind& kind, std::string_view n) { return kind.name < n; });
    return found != table.end() && found->name == name ? &*found : nullptr;
}

}  // namespace truce
