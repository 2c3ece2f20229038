#include "truce/record/compare.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "truce/base/bytes.hpp"
#include "truce/record/remote_log.hpp"
#include "truce/record/text_lines.hpp"

namespace truce {
namespace {

constexpr std::string_view first_line = "truce/equivocation/v1";
constexpr std::size_t proof_size_max = std::size_t{4} << 20U;
constexpr std::size_t path_max = 128;

Error form(std::string_view what) {
    return {Errc::invalid, "equivocation.form", fmt::format("not a proof of equivocation: {}", what), "", ""};
}

/// A proof taken apart.
struct Parts {
    std::string_view first_note;
    std::string_view second_note;
    std::optional<Digest> prefix;
    std::vector<Digest> path;
};

Result<std::size_t> read_length(std::string_view& text, std::string_view word) {
    const auto line = take_line(text);
    if (!line || !line->starts_with(word)) return form(fmt::format("no line \"{}<bytes>\"", word));
    const auto length = parse_decimal(line->substr(word.size()));
    if (!length || *length > proof_size_max) return form("a length that is not a decimal");
    return static_cast<std::size_t>(*length);
}

Result<Parts> take_apart(std::string_view text) {
    if (text.size() > proof_size_max) return form("longer than 4 MiB");
    if (take_line(text) != first_line) return form(fmt::format("it does not begin with the line {}", first_line));
    TRUCE_ASSIGN(const std::size_t first, read_length(text, "first "));
    TRUCE_ASSIGN(const std::size_t second, read_length(text, "second "));
    Parts parts;
    for (;;) {
        const auto line = take_line(text);
        if (!line) return form("no empty line before the checkpoints");
        if (line->empty()) break;
        constexpr std::string_view prefix_word = "prefix ";
        const bool is_prefix = !parts.prefix;
        if (is_prefix != line->starts_with(prefix_word)) return form("the hashes do not begin with one prefix line");
        const auto hash = parse_hash_line(is_prefix ? line->substr(prefix_word.size()) : *line);
        if (!hash) return form("a hash that is not base64 of 32 bytes");
        if (parts.path.size() == path_max) return form("more than 128 hashes");
        if (is_prefix) {
            parts.prefix = *hash;
        } else {
            parts.path.push_back(*hash);
        }
    }
    if (text.size() != first + second) return form("the checkpoints are not as long as it says");
    parts.first_note = text.substr(0, first);
    parts.second_note = text.substr(first);
    return parts;
}

std::string put_together(std::string_view first, std::string_view second, const std::optional<Digest>& prefix,
                         const std::vector<Digest>& path) {
    std::string out = fmt::format("{}\nfirst {}\nsecond {}\n", first_line, first.size(), second.size());
    if (prefix) out += fmt::format("prefix {}\n", to_base64(prefix->view()));
    for (const Digest& hash : path) out += to_base64(hash.view()) + "\n";
    return fmt::format("{}\n{}{}", out, first, second);
}

struct Opened {
    Checkpoint checkpoint;
    PolicySigners signers;
};

Result<Opened> open_note(std::string_view bytes, const Policy& policy) {
    TRUCE_ASSIGN(const Note note, parse_note(bytes));
    TRUCE_ASSIGN(Checkpoint checkpoint, parse_checkpoint_text(note.text));
    TRUCE_ASSIGN(PolicySigners signers, policy_signers(note, checkpoint.origin, policy));
    return Opened{std::move(checkpoint), std::move(signers)};
}

/// Who signed both.
Equivocation in_common(const Opened& first, const Opened& second) {
    Equivocation out{first.checkpoint, second.checkpoint, {}, {}, {}};
    for (const NoteKey& log : first.signers.logs) {
        if (std::ranges::find(second.signers.logs, log) != second.signers.logs.end()) out.logs.push_back(log.name);
    }
    for (const WitnessStatement& witness : first.signers.witnesses) {
        if (std::ranges::find(second.signers.witnesses, witness.name, &WitnessStatement::name) != second.signers.witnesses.end())
            out.witnesses.push_back(witness.name);
    }
    return out;
}

Error nobody() {
    return {Errc::unsigned_, "equivocation.nobody", "no key of the policy signed both checkpoints", "",
            "Use a policy that names the log or witness in question"};
}

/// The root of the second tree's beginning, if the proof shows one.
Result<Digest> shown_prefix(const Parts& parts, const Checkpoint& first, const Checkpoint& second) {
    const Error not_shown{Errc::invalid, "equivocation.not_shown", "the hashes do not show what the larger tree begins with", "",
                          "Do not rely on this proof"};
    if (first.size > second.size) return form("the first checkpoint is the larger one");
    if (first.size == second.size) {
        if (parts.prefix) return form("a prefix of a tree of the same size");
        return second.root;
    }
    if (!parts.prefix) return form("no prefix line");
    const bool shown = first.size == 0 ? parts.path.empty() && *parts.prefix == empty_tree_root()
                                       : consistency_holds(first.size, second.size, *parts.prefix, second.root, parts.path);
    if (!shown) return not_shown;
    return *parts.prefix;
}

}  // namespace

Result<Equivocation> check_equivocation(std::string_view proof, const Policy& policy) {
    TRUCE_ASSIGN(const Parts parts, take_apart(proof));
    TRUCE_ASSIGN(const Opened first, open_note(parts.first_note, policy));
    TRUCE_ASSIGN(const Opened second, open_note(parts.second_note, policy));
    Equivocation out = in_common(first, second);
    if (out.first.origin != out.second.origin) return form("the checkpoints are of two logs");
    TRUCE_ASSIGN(out.prefix, shown_prefix(parts, out.first, out.second));
    if (out.prefix == out.first.root) {
        return Error{Errc::invalid, "equivocation.not_shown", "the second checkpoint continues the first: both are of one history", "",
                     "Nobody has signed two histories here"};
    }
    if (out.logs.empty() && out.witnesses.empty()) return nobody();
    return out;
}

Result<LogComparison> compare_logs(const ComparedLog& a, const ComparedLog& b, const Policy& policy) {
    TRUCE_ASSIGN(Opened first, open_note(a.checkpoint_note, policy));
    TRUCE_ASSIGN(Opened second, open_note(b.checkpoint_note, policy));
    if (first.checkpoint.origin != second.checkpoint.origin) {
        return Error{Errc::invalid, "compare.other_log",
                     fmt::format("these are two logs, {} and {}", first.checkpoint.origin, second.checkpoint.origin), "",
                     "Compare checkpoints of one log"};
    }
    const bool swapped = first.checkpoint.size > second.checkpoint.size;
    const ComparedLog& smaller = swapped ? b : a;
    const ComparedLog& larger = swapped ? a : b;
    if (swapped) std::swap(first, second);

    LogComparison out{first.checkpoint, second.checkpoint, std::nullopt};
    Digest prefix = second.checkpoint.root;
    std::vector<Digest> path;
    if (first.checkpoint.size == 0) {
        prefix = second.checkpoint.size == 0 ? second.checkpoint.root : empty_tree_root();
    } else if (first.checkpoint.size < second.checkpoint.size) {
        if (!larger.tree) {
            return Error{
                Errc::invalid, "compare.needs_tree",
                fmt::format("sizes {} and {} cannot be compared without the larger tree", first.checkpoint.size, second.checkpoint.size),
                "", "Give the export folder or the URL of the larger one instead of its checkpoint"};
        }
        TRUCE_ASSIGN(RemoteTree tree, RemoteTree::open(*larger.tree, second.checkpoint));
        TRUCE_ASSIGN(prefix, root_at(tree.subtrees(), first.checkpoint.size));
        TRUCE_ASSIGN(path, consistency_proof(tree.subtrees(), first.checkpoint.size, second.checkpoint.size));
    }
    const Equivocation both = in_common(first, second);
    if (both.logs.empty() && both.witnesses.empty()) return nobody();
    if (prefix == first.checkpoint.root) return out;
    const auto shown = first.checkpoint.size == second.checkpoint.size ? std::nullopt : std::optional(prefix);
    out.proof = put_together(smaller.checkpoint_note, larger.checkpoint_note, shown, path);
    TRUCE_TRY(check_equivocation(*out.proof, policy));
    return out;
}

Result<ComparedLog> read_compared(std::string_view place) {
    std::error_code error;
    if (place.starts_with("http://") || place.starts_with("https://") || std::filesystem::is_directory(Path(place), error)) {
        TRUCE_ASSIGN(Fetch fetch, fetch_from(place));
        TRUCE_ASSIGN(std::string note, fetch("checkpoint"));
        return ComparedLog{std::move(note), std::move(fetch)};
    }
    TRUCE_ASSIGN(std::string note, read_file(Path(place), 1'000'000));
    return ComparedLog{std::move(note), std::nullopt};
}

}  // namespace truce
