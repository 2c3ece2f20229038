#include "truce/record/proof_file.hpp"

#include <fmt/format.h>

#include "truce/base/bytes.hpp"
#include "truce/record/log.hpp"
#include "truce/record/text_lines.hpp"

namespace truce {
namespace {

constexpr std::string_view first_line = "c2sp.org/tlog-proof@v1";
constexpr std::string_view extra_word = "extra ";
constexpr std::string_view index_word = "index ";
constexpr std::size_t proof_size_max = std::size_t{2} << 20U;
constexpr std::size_t path_max = 64;

Error form(std::string_view what) {
    return {Errc::invalid, "proof.form", fmt::format("not a proof file: {}", what), "", "Ask for it again"};
}

}  // namespace

std::string format(const ProofFile& proof) {
    std::string out = fmt::format("{}\n", first_line);
    if (proof.extra) out += fmt::format("{}{}\n", extra_word, to_base64(*proof.extra));
    out += fmt::format("{}{}\n", index_word, proof.index);
    for (const Digest& hash : proof.path) out += to_base64(hash.view()) + "\n";
    return out + "\n" + proof.checkpoint;
}

Result<ProofFile> parse_proof(std::string_view text) {
    if (text.size() > proof_size_max) return form("longer than 2 MiB");
    if (take_line(text) != first_line) return form(fmt::format("it does not begin with the line {}", first_line));
    ProofFile proof;
    auto line = take_line(text);
    if (line && line->starts_with(extra_word)) {
        const auto extra = from_base64(line->substr(extra_word.size()));
        if (!extra || extra->empty()) return form("an extra line that is not base64");
        proof.extra = *extra;
        line = take_line(text);
    }
    if (!line || !line->starts_with(index_word)) return form("no index line");
    const auto index = parse_decimal(line->substr(index_word.size()));
    if (!index) return form("an index that is not a decimal");
    proof.index = *index;
    for (;;) {
        line = take_line(text);
        if (!line) return form("no empty line before the checkpoint");
        if (line->empty()) break;
        const auto hash = parse_hash_line(*line);
        if (!hash) return form("a hash that is not base64 of 32 bytes");
        if (proof.path.size() == path_max) return form("more than 64 hashes");
        proof.path.push_back(*hash);
    }
    TRUCE_ASSIGN(const Note note, parse_note(text));
    TRUCE_TRY(parse_checkpoint_text(note.text));
    proof.checkpoint = text;
    return proof;
}

Result<ProofFile> compose_proof(Database& db, std::uint64_t index, std::string_view checkpoint_note) {
    TRUCE_ASSIGN(const Note note, parse_note(checkpoint_note));
    TRUCE_ASSIGN(const Checkpoint checkpoint, parse_checkpoint_text(note.text));
    if (index >= checkpoint.size) {
        return Error{Errc::not_found, "proof.not_yet",
                     fmt::format("entry {} does not stand under the checkpoint of size {}", index, checkpoint.size), "",
                     "Wait for the next checkpoint"};
    }
    const LogReader log(db);
    TRUCE_ASSIGN(const Digest root, root_at(log.subtrees(), checkpoint.size));
    if (root != checkpoint.root)
        return Error{Errc::corrupt, "proof.root", "the checkpoint is not one of this log's tree", "", "Run `truce record verify`"};
    TRUCE_ASSIGN(const StoredEntry entry, log.entry(index));
    TRUCE_ASSIGN(std::vector<Digest> path, inclusion_proof(log.subtrees(), index, checkpoint.size));
    return ProofFile{entry.note, index, std::move(path), std::string(checkpoint_note)};
}

Result<CheckedProof> check_proof(std::string_view text, const Policy& policy, const std::optional<std::string>& entry) {
    TRUCE_ASSIGN(ProofFile proof, parse_proof(text));
    if (!entry && !proof.extra)
        return Error{Errc::invalid, "proof.no_entry", "the proof does not bring its entry along", "", "Give the entry's file with --entry"};
    TRUCE_ASSIGN(TrustedCheckpoint trusted, check_by_policy(proof.checkpoint, policy));
    std::string leaf = entry ? *entry : std::move(*proof.extra);
    if (!inclusion_holds(proof.index, trusted.checkpoint.size, leaf_hash(leaf), proof.path, trusted.checkpoint.root)) {
        return Error{Errc::unsigned_, "proof.not_included",
                     fmt::format("the entry does not stand at position {} of {}", proof.index, trusted.checkpoint.origin), "",
                     "Do not rely on this entry; ask the log for a proof of it"};
    }
    return CheckedProof{std::move(trusted), proof.index, std::move(leaf)};
}

}  // namespace truce
