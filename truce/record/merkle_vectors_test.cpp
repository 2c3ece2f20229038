/// The public vectors of transparency-dev/merkle, all pairs of sizes, and mutations. TRUCE_LONG=1 in the environment
/// runs them at full length (the tests labelled `long`).
#include <gtest/gtest.h>

#include <bit>
#include <cstdlib>
#include <unordered_map>

#include "tests/checkout.hpp"
#include "truce/base/bytes.hpp"
#include "truce/base/file.hpp"
#include "truce/base/json.hpp"
#include "truce/base/random.hpp"
#include "truce/record/checkpoint.hpp"
#include "truce/record/key_file.hpp"
#include "truce/record/merkle.hpp"
#include "truce/record/subtree.hpp"

namespace truce {
namespace {

bool at_full_length() { return std::getenv("TRUCE_LONG") != nullptr; }

/// Some of the vectors have placeholders for roots that are never hashed, only compared: they stay different.
Digest root_in(const Json& json) {
    const std::string bytes = *from_base64(json.as_string());
    const auto digest = digest_from_bytes(bytes);
    return digest ? *digest : sha256("placeholder " + bytes);
}

/// Empty if one of them has another size than a hash: such a proof cannot even be written down here.
std::optional<std::vector<Digest>> hashes_in(const Json& json) {
    std::vector<Digest> out;
    if (json.is_null()) return out;
    for (const Json& item : json.as_array()) {
        const auto bytes = from_base64(item.as_string());
        const auto digest = bytes ? digest_from_bytes(*bytes) : Result<Digest>(bytes.error());
        if (!digest) return std::nullopt;
        out.push_back(*digest);
    }
    return out;
}

std::uint64_t number_in(const Json& json) { return json.is_uint64() ? json.as_uint64() : static_cast<std::uint64_t>(json.as_int64()); }

bool accepted(std::string_view kind, const JsonObject& c) {
    const auto proof = hashes_in(c.at("proof"));
    if (!proof) return false;
    if (kind == "consistency")
        return consistency_holds(number_in(c.at("size1")), number_in(c.at("size2")), root_in(c.at("root1")), root_in(c.at("root2")),
                                 *proof);
    if (kind == "subtreeconsistency")
        return subtree_consistency_holds(number_in(c.at("start")), number_in(c.at("end")), number_in(c.at("size")), root_in(c.at("root1")),
                                         root_in(c.at("root2")), *proof);
    const auto leaf = digest_from_bytes(*from_base64(c.at("leafHash").as_string()));
    if (!leaf) return false;
    if (kind == "inclusion")
        return inclusion_holds(number_in(c.at("leafIdx")), number_in(c.at("treeSize")), *leaf, *proof, root_in(c.at("root")));
    return subtree_inclusion_holds(number_in(c.at("leafIdx")), number_in(c.at("start")), number_in(c.at("end")), *leaf, *proof,
                                   root_in(c.at("root")));
}

TEST(MerkleVectors, all_518_public_cases_are_accepted_or_refused_as_they_should) {
    const auto text = read_file(Path(checkout) / "tests/vectors/merkle.json");
    ASSERT_TRUE(text.ok()) << text.error().text();
    const auto json = parse_json(*text);
    ASSERT_TRUE(json.ok()) << json.error().text();
    std::size_t passed = 0;
    std::size_t refused = 0;
    for (const auto& [kind, cases] : json->as_object()) {
        for (const Json& c : cases.as_array()) {
            const bool expected = !c.as_object().at("wantErr").as_bool();
            EXPECT_EQ(accepted(kind, c.as_object()), expected) << c.as_object().at("name").as_string();
            ++(expected ? passed : refused);
        }
    }
    EXPECT_EQ(passed, 36U);
    EXPECT_EQ(refused, 482U);
}

/// RFC 6962 word for word, remembering every range: the oracle.
class NaiveTree {
public:
    explicit NaiveTree(std::size_t n) {
        for (std::size_t i = 0; i < n; ++i) leaves_.push_back(leaf_hash("leaf " + std::to_string(i)));
    }
    [[nodiscard]] const Digest& leaf(std::size_t i) const { return leaves_[i]; }

    const Digest& root(std::size_t from, std::size_t count) {
        const std::size_t key = from << 20U | count;
        if (const auto found = known_.find(key); found != known_.end()) return found->second;
        const Digest made = count == 1
                                ? leaves_[from]
                                : node_hash(Digest(root(from, split(count))), Digest(root(from + split(count), count - split(count))));
        return known_.emplace(key, made).first->second;
    }
    void path(std::size_t m, std::size_t from, std::size_t n, std::vector<Digest>& out) {
        if (n == 1) return;
        const std::size_t k = split(n);
        if (m < k) {
            path(m, from, k, out);
            out.push_back(root(from + k, n - k));
        } else {
            path(m - k, from + k, n - k, out);
            out.push_back(root(from, k));
        }
    }
    void subproof(std::size_t m, std::size_t from, std::size_t n, bool known, std::vector<Digest>& out) {
        if (m == n) {
            if (!known) out.push_back(root(from, n));
            return;
        }
        const std::size_t k = split(n);
        if (m <= k) {
            subproof(m, from, k, known, out);
            out.push_back(root(from + k, n - k));
        } else {
            subproof(m - k, from + k, n - k, false, out);
            out.push_back(root(from, k));
        }
    }
    SubtreeReader subtrees() {
        return [this](unsigned height, std::uint64_t index) -> Result<Digest> { return root(index << height, std::size_t{1} << height); };
    }

private:
    static std::size_t split(std::size_t n) { return std::bit_floor(n - 1); }
    std::vector<Digest> leaves_;
    std::unordered_map<std::size_t, Digest> known_;
};

TEST(MerkleExhaustive, every_inclusion_and_consistency_proof_is_the_naive_one_and_holds) {
    const std::size_t largest = at_full_length() ? 1024 : 256;
    NaiveTree tree(largest);
    const SubtreeReader subtrees = tree.subtrees();
    std::size_t proofs = 0;
    for (std::size_t n = 1; n <= largest; ++n) {
        const Digest root = tree.root(0, n);
        ASSERT_EQ(*root_at(subtrees, n), root) << n;
        for (std::size_t m = 1; m <= n; ++m) {
            std::vector<Digest> path;
            tree.path(m - 1, 0, n, path);
            ASSERT_EQ(*inclusion_proof(subtrees, m - 1, n), path) << m - 1 << " in " << n;
            ASSERT_TRUE(inclusion_holds(m - 1, n, tree.leaf(m - 1), path, root)) << m - 1 << " in " << n;
            path.clear();
            tree.subproof(m, 0, n, true, path);
            ASSERT_EQ(*consistency_proof(subtrees, m, n), path) << m << " to " << n;
            ASSERT_TRUE(consistency_holds(m, n, tree.root(0, m), root, path)) << m << " to " << n;
            ASSERT_TRUE(subtree_consistency_holds(0, m, n, tree.root(0, m), root, path)) << m << " to " << n;
            proofs += 2;
        }
    }
    EXPECT_EQ(proofs, largest * (largest + 1));
}

/// Anything but what it was. Sizes are not among what is mutated: proofs do not bind them, signed checkpoints do.
class Mutator {
public:
    explicit Mutator(std::uint64_t seed) : random_(seeded_random(seed)) {}
    std::uint64_t below(std::uint64_t n) {
        std::uint64_t value = 0;
        for (const char byte : random_->bytes(8)) value = value << 8U | static_cast<unsigned char>(byte);
        return value % n;
    }
    void flip(Digest& digest) { digest.bytes[below(32)] ^= static_cast<std::uint8_t>(1U << below(8)); }
    void change(std::vector<Digest>& path) {
        switch (path.empty() ? 3 : below(5)) {
            case 0: return flip(path[below(path.size())]);
            case 1: path.erase(path.begin() + static_cast<std::ptrdiff_t>(below(path.size()))); return;
            case 2: path.push_back(path[below(path.size())]); return;
            case 3: path.insert(path.begin() + static_cast<std::ptrdiff_t>(below(path.size() + 1)), sha256(random_->bytes(4))); return;
            default: {
                const auto at = below(path.size());
                const auto other = (at + 1) % path.size();
                if (path[at] == path[other]) return flip(path[at]);
                std::swap(path[at], path[other]);
            }
        }
    }
    void change(std::string& text) {
        const auto at = below(text.size());
        const char before = text[at];
        switch (below(4)) {
            case 0: text[at] = static_cast<char>(before ^ static_cast<char>(1U << below(8))); return;
            case 1: text.erase(at, 1 + below(3)); return;
            case 2: text.insert(at, 1, static_cast<char>(below(256))); return;
            default: text.resize(at);
        }
    }

private:
    std::unique_ptr<Random> random_;
};

TEST(MerkleMutations, no_mutated_proof_note_or_checkpoint_is_accepted) {
    const std::size_t rounds = at_full_length() ? 250'000 : 5'000;
    constexpr std::size_t largest = 300;
    NaiveTree tree(largest);
    const SubtreeReader subtrees = tree.subtrees();
    const NoteSigner log = new_named_key("example.com/log", *seeded_random(9));
    const std::string note_text = "first line\n\nthird line\n";
    const std::string note = join_note(note_text, *log.signature_line(note_text));
    Mutator mutate(2017);
    std::size_t refused = 0;
    std::size_t of = 0;
    const auto count = [&](bool was_accepted) {
        ++of;
        if (!was_accepted) ++refused;
    };
    for (std::size_t round = 0; round < rounds; ++round) {
        const std::uint64_t n = 2 + mutate.below(largest - 1);
        const std::uint64_t m = 1 + mutate.below(n - 1);
        const Digest root = tree.root(0, n);
        auto path = *inclusion_proof(subtrees, m, n);
        std::uint64_t index = m;
        Digest leaf = tree.leaf(m);
        Digest signed_root = root;
        switch (mutate.below(4)) {
            case 0: index = (m + 1 + mutate.below(n - 1)) % n; break;
            case 1: mutate.flip(leaf); break;
            case 2: mutate.flip(signed_root); break;
            default: mutate.change(path);
        }
        count(inclusion_holds(index, n, leaf, path, signed_root));

        path = *consistency_proof(subtrees, m, n);
        Digest old_root = tree.root(0, m);
        signed_root = root;
        switch (mutate.below(3)) {
            case 0: mutate.flip(old_root); break;
            case 1: mutate.flip(signed_root); break;
            default: mutate.change(path);
        }
        count(consistency_holds(m, n, old_root, signed_root, path));

        std::string bytes = note;
        mutate.change(bytes);
        if (bytes != note) {
            const auto parsed = parse_note(bytes);
            count(parsed && check_note(*parsed, log.public_key()));
        }
        const std::string checkpoint = *sign_checkpoint({"example.com/log", n, root}, log);
        bytes = checkpoint;
        mutate.change(bytes);
        if (bytes != checkpoint) count(open_checkpoint(bytes, log.public_key()).ok());
    }
    EXPECT_EQ(refused, of);
    EXPECT_GE(of, rounds * 4 - rounds / 20);
}

}  // namespace
}  // namespace truce
