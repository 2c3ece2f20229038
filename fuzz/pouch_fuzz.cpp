/// Laws of truce/record/pouch.hpp, for any bytes:
///   reading ends, with a pouch or a refusal;
///   a pouch that is read is, written again from what was read, the same bytes;
///   its bodies and items are read or refused, within the limits that it states.
/// The hash at a pouch's end would keep a fuzzer out: each input is also tried with the right hash put there.
#include "truce/record/pouch.hpp"

#include "fuzz/fuzz.hpp"
#include "truce/base/bytes.hpp"

namespace {

void check(std::string_view bytes) {
    const auto pouch = truce::read_pouch(bytes);
    if (!pouch) {
        TRUCE_ASSERT(pouch.error().id.starts_with("pouch."));
        return;
    }
    const bool answer = pouch->header.kind == truce::PouchKind::answer;
    TRUCE_ASSERT(!answer || pouch->entries.size() == pouch->header.size - pouch->header.base);
    bool rewritable = true;
    for (const truce::PouchEntry& entry : pouch->entries) {
        TRUCE_ASSERT(!entry.note.empty());
        const auto body = truce::body_of(entry);
        TRUCE_ASSERT(!body || body->size() <= 4);
        for (const std::string_view chunk : entry.items) {
            const auto items = truce::items_of(chunk);
            TRUCE_ASSERT(!items || (!items->empty() && items->size() <= 256));
        }
        // A body is compressed again when it is written, which need not give the same frame.
        rewritable = rewritable && entry.body.empty();
    }
    if (!rewritable) return;
    truce::PouchWriter out(pouch->header);
    if (answer) {
        out.checkpoint(pouch->checkpoint);
        out.edge(pouch->edge);
    }
    for (const truce::PouchEntry& entry : pouch->entries) {
        TRUCE_ASSERT(out.entry(entry.note, {}).ok());
        for (const std::string_view chunk : entry.items) TRUCE_ASSERT(out.items(chunk).ok());
    }
    for (const truce::PouchRefusal& refusal : pouch->refusals) out.refusal(refusal);
    TRUCE_ASSERT(out.finish() == bytes);
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes = truce::view_of(data, size);
    check(bytes);
    std::string ended(bytes);
    const truce::Digest digest = truce::sha256(ended);
    ended += 'Z';
    truce::append_u32(ended, 32);
    ended += digest.view();
    check(ended);
    return 0;
}
