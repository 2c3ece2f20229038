#include "truce/record/policy.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "truce/record/text_lines.hpp"

namespace truce {
namespace {

constexpr std::size_t policy_size_max = std::size_t{1} << 20U;
constexpr std::size_t definitions_max = 1024;
constexpr std::string_view none = "none";

std::vector<std::string_view> words_of(std::string_view line) {
    std::vector<std::string_view> words;
    for (;;) {
        const std::size_t from = line.find_first_not_of(" \t");
        if (from == std::string_view::npos) return words;
        line.remove_prefix(from);
        const std::size_t end = std::min(line.find_first_of(" \t"), line.size());
        words.push_back(line.substr(0, end));
        line.remove_prefix(end);
    }
}

bool is_allowed(char c) {
    const auto octet = static_cast<unsigned char>(c);
    return octet == '\t' || octet == '\n' || (octet >= 0x20 && octet != 0x7f);
}

/// Reads line after line into a policy.
class PolicyReader {
public:
    Result<void> read(const std::vector<std::string_view>& words) {
        const std::string_view what = words.front();
        if (what == "log") return log(words);
        if (what == "witness") return witness(words);
        if (what == "group") return group(words);
        if (what == "quorum") return quorum(words);
        return refuse("line", fmt::format("\"{}\" begins no line of a policy", what), "Begin it with log, witness, group, quorum or #");
    }

    Result<Policy> finish() {
        if (!has_quorum_) return refuse("quorum", "there is no quorum line", "End with `quorum NAME` or `quorum none`");
        return std::move(policy_);
    }

private:
    static Error refuse(std::string_view id, std::string what, std::string remedy) {
        return {Errc::invalid, fmt::format("policy.{}", id), std::move(what), "", std::move(remedy)};
    }

    Result<void> log(const std::vector<std::string_view>& words) {
        if (words.size() < 2 || words.size() > 3) return refuse("line", "a log line is not `log VKEY [URL]`", "Write it so");
        if (policy_.logs.size() == definitions_max) return refuse("line", "more than 1,024 logs", "Leave some out");
        auto key = parse_vkey(words[1]);
        if (!key) return refuse("key", key.error().what, key.error().remedy);
        for (const PolicyLog& other : policy_.logs) {
            if (other.key.key == key->key)
                return refuse("duplicate", fmt::format("{} has the public key of {}", key->name, other.key.name), "Leave one out");
        }
        policy_.logs.push_back({std::move(*key), words.size() == 3 ? std::string(words[2]) : ""});
        return {};
    }

    Result<void> witness(const std::vector<std::string_view>& words) {
        if (words.size() < 3 || words.size() > 4) return refuse("line", "a witness line is not `witness NAME VKEY [URL]`", "Write it so");
        if (policy_.witnesses.size() == definitions_max) return refuse("line", "more than 1,024 witnesses", "Leave some out");
        auto key = parse_cosigner_vkey(words[2]);
        if (!key) return refuse("key", key.error().what, key.error().remedy);
        for (const PolicyWitness& other : policy_.witnesses) {
            if (other.key.key == key->key)
                return refuse("duplicate", fmt::format("{} has the public key of {}", words[1], other.name), "Leave one out");
        }
        TRUCE_TRY(define(words[1]));
        policy_.witnesses.push_back({std::string(words[1]), std::move(*key), words.size() == 4 ? std::string(words[3]) : ""});
        return {};
    }

    Result<void> group(const std::vector<std::string_view>& words) {
        if (words.size() < 4)
            return refuse("line", "a group line is not `group NAME all|any|K MEMBER...`", "Write it so, with one member or more");
        if (policy_.groups.size() == definitions_max) return refuse("line", "more than 1,024 groups", "Leave some out");
        const std::size_t members = words.size() - 3;
        TRUCE_ASSIGN(const std::size_t threshold, threshold_of(words[2], members));
        PolicyGroup made{std::string(words[1]), threshold, {}};
        for (const std::string_view member : std::vector(words.begin() + 3, words.end())) {
            TRUCE_TRY(known(member, "group"));
            if (!is_member_.insert(std::string(member)).second)
                return refuse("group", fmt::format("{} is a member already", member), "Let every name be a member of one group at most");
            made.members.emplace_back(member);
        }
        TRUCE_TRY(define(words[1]));  // after its members: it is none of them
        policy_.groups.push_back(std::move(made));
        return {};
    }

    static Result<std::size_t> threshold_of(std::string_view word, std::size_t members) {
        if (word == "any") return std::size_t{1};
        if (word == "all") return members;
        const auto k = parse_decimal(word);
        if (!k || *k < 1 || *k > members)
            return refuse("group", fmt::format("\"{}\" of {} members", word, members),
                          "Write all, any or a number from 1 to that of the members");
        return static_cast<std::size_t>(*k);
    }

    Result<void> quorum(const std::vector<std::string_view>& words) {
        if (has_quorum_) return refuse("quorum", "a second quorum line", "State each level in a policy of its own");
        if (words.size() != 2) return refuse("line", "a quorum line is not `quorum NAME` or `quorum none`", "Write it so");
        if (words[1] != none) TRUCE_TRY(known(words[1], "quorum"));
        policy_.quorum = words[1];
        has_quorum_ = true;
        return {};
    }

    Result<void> define(std::string_view name) {
        if (name == none) return refuse("name", "\"none\" cannot be defined", "Choose another name");
        if (!defined_.insert(std::string(name)).second)
            return refuse("name", fmt::format("{} is defined twice", name), "Choose another name");
        return {};
    }
    [[nodiscard]] Result<void> known(std::string_view name, std::string_view id) const {
        if (defined_.contains(std::string(name))) return {};
        return refuse(id, fmt::format("{} is not defined above", name), "Define it on a line above this one, as a witness or a group");
    }

    Policy policy_;
    std::set<std::string> defined_;
    std::set<std::string> is_member_;
    bool has_quorum_ = false;
};

/// "un: cosigned; ru, tr: not" for whoever wonders why a checkpoint is not enough.
std::string who_cosigned(const Policy& policy, const std::set<std::string>& cosigned) {
    std::string yes;
    std::string no;
    for (const PolicyWitness& witness : policy.witnesses) {
        std::string& list = cosigned.contains(witness.name) ? yes : no;
        list += (list.empty() ? "" : ", ") + witness.name;
    }
    return fmt::format("cosigned by {}; not by {}", yes.empty() ? "nobody known" : yes, no.empty() ? "anybody else" : no);
}

}  // namespace

std::vector<CosignerKey> Policy::witness_keys() const {
    std::vector<CosignerKey> keys;
    keys.reserve(witnesses.size());
    for (const PolicyWitness& witness : witnesses) keys.push_back(witness.key);
    return keys;
}

Result<Policy> parse_policy(std::string_view text) {
    if (text.size() > policy_size_max) return Error{Errc::too_large, "policy.bytes", "longer than 1 MiB", "", ""};
    PolicyReader reader;
    for (std::size_t number = 1; !text.empty(); ++number) {
        const std::string where = fmt::format("line {}", number);
        const auto line = take_line(text);
        if (!line)
            return Error{Errc::invalid, "policy.bytes", "the last line does not end", where,
                         "End it with a line feed; the file may have been cut off"};
        if (!std::all_of(line->begin(), line->end(), is_allowed))
            return Error{Errc::invalid, "policy.bytes", "a control character", where, "Use blanks, tabs and line feeds only"};
        const auto words = words_of(*line);
        if (words.empty() || words.front().front() == '#') continue;
        if (auto done = reader.read(words); !done) return at(where, std::move(done).error());
    }
    return reader.finish();
}

Result<Policy> read_policy(const Path& path) {
    TRUCE_ASSIGN(const std::string text, read_file(path, policy_size_max));
    auto policy = parse_policy(text);
    if (!policy) return at(path.string(), std::move(policy).error());
    return policy;
}

bool quorum_holds(const Policy& policy, const std::set<std::string>& cosigned) {
    if (policy.quorum == none) return true;
    std::set<std::string> holds;
    for (const PolicyWitness& witness : policy.witnesses) {
        if (cosigned.contains(witness.name)) holds.insert(witness.name);
    }
    for (const PolicyGroup& group : policy.groups) {  // members are defined above their group
        const auto in =
            std::count_if(group.members.begin(), group.members.end(), [&](const std::string& member) { return holds.contains(member); });
        if (static_cast<std::size_t>(in) >= group.threshold) holds.insert(group.name);
    }
    return holds.contains(policy.quorum);
}

Result<PolicySigners> policy_signers(const Note& note, std::string_view origin, const Policy& policy) {
    PolicySigners out;
    for (const PolicyLog& log : policy.logs) {
        auto checked = check_note(note, log.key);
        if (checked && log.key.name == origin) out.logs.push_back(log.key);
        if (!checked && checked.error().id != "note.unknown_key") return std::move(checked).error();
    }
    for (const PolicyWitness& witness : policy.witnesses) {
        auto time = check_cosignature(note, witness.key);
        if (time) out.witnesses.push_back({witness.name, *time});
        if (!time && time.error().id != "note.unknown_key") return std::move(time).error();
    }
    return out;
}

Result<TrustedCheckpoint> check_by_policy(std::string_view checkpoint_note, const Policy& policy, std::uint64_t latest_time_s) {
    TRUCE_ASSIGN(const Note note, parse_note(checkpoint_note));
    TRUCE_ASSIGN(Checkpoint checkpoint, parse_checkpoint_text(note.text));
    TRUCE_ASSIGN(PolicySigners signers, policy_signers(note, checkpoint.origin, policy));
    if (signers.logs.empty()) {
        return Error{Errc::unsigned_, "policy.unknown_log",
                     fmt::format("no log of the policy is {} and has signed this", checkpoint.origin), "",
                     "Ask the log's operator, and somebody else too, for its key"};
    }
    std::set<std::string> cosigned;
    for (const WitnessStatement& statement : signers.witnesses) {
        if (latest_time_s != 0 && statement.time_s > latest_time_s)
            return Error{Errc::unsigned_, "policy.future", fmt::format("{} says that it cosigned in the future", statement.name), "",
                         "Check this machine's clock"};
        cosigned.insert(statement.name);
    }
    if (!quorum_holds(policy, cosigned)) {
        return Error{
            Errc::unsigned_, "policy.not_enough",
            fmt::format("the quorum {} has not cosigned size {}: {}", policy.quorum, checkpoint.size, who_cosigned(policy, cosigned)), "",
            "Wait for more witnesses, or ask with a policy that needs fewer"};
    }
    return TrustedCheckpoint{std::move(checkpoint), std::move(signers.logs.front()), std::move(signers.witnesses)};
}

}  // namespace truce
