/// A log made of leaves in memory, served as tlog-tiles straight from their definition: what readers are tested against.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "truce/base/random.hpp"
#include "truce/record/bundle.hpp"
#include "truce/record/checkpoint.hpp"
#include "truce/record/cosignature.hpp"
#include "truce/record/fetch.hpp"
#include "truce/record/key_file.hpp"
#include "truce/record/merkle.hpp"
#include "truce/record/policy.hpp"
#include "truce/record/tile_path.hpp"

namespace truce::testing {

inline std::vector<std::string> numbered_entries(std::size_t n, std::string_view word = "entry") {
    std::vector<std::string> out;
    for (std::size_t i = 0; i < n; ++i) out.push_back(std::string(word) + " " + std::to_string(i));
    return out;
}

inline std::vector<Digest> leaf_hashes(const std::vector<std::string>& entries) {
    std::vector<Digest> out;
    for (const std::string& entry : entries) out.push_back(leaf_hash(entry));
    return out;
}

using Files = std::map<std::string, std::string, std::less<>>;

inline Fetch fetch_from_files(Files files) {
    return [files = std::move(files)](std::string_view path) -> Result<std::string> {
        const auto found = files.find(path);
        if (found == files.end()) return Error{Errc::not_found, "file.missing", "there is no such file", std::string(path), ""};
        return found->second;
    };
}

/// A policy's text around one log and its witnesses.
inline std::string policy_text(const NoteKey& log, const std::vector<CosignerKey>& witnesses, std::string_view rule) {
    std::string out = "log " + log.vkey() + "\n";
    for (const CosignerKey& witness : witnesses) out += "witness " + witness.name + " " + witness.vkey() + "\n";
    return out + (witnesses.empty() ? "quorum none\n" : "group all-of-them " + std::string(rule));
}

inline Checkpoint checkpoint_of(const NoteSigner& log, const std::vector<std::string>& entries) {
    return {log.public_key().name, entries.size(), tree_root(leaf_hashes(entries))};
}

/// Every file of a log of these entries at this size, the checkpoint included.
inline Files files_of(const NoteSigner& log, const std::vector<std::string>& entries) {
    Files files{{"checkpoint", *sign_checkpoint(checkpoint_of(log, entries), log)}};
    std::vector<Digest> hashes = leaf_hashes(entries);
    for (unsigned level = 0; !hashes.empty(); ++level) {
        std::vector<Digest> above;
        for (std::uint64_t first = 0; first < hashes.size(); first += 256) {
            const std::uint64_t width = std::min<std::uint64_t>(256, hashes.size() - first);
            std::string tile;
            for (std::uint64_t i = 0; i < width; ++i) tile += hashes[first + i].view();
            files[format(TilePath{TileKind::hashes, level, first / 256, width})] = tile;
            if (width == 256) above.push_back(tree_root(std::span(hashes).subspan(first, 256)));
            if (level > 0) continue;
            std::string bundle;
            for (std::uint64_t i = 0; i < width; ++i) append_to_bundle(bundle, entries[first + i]);
            files[format(TilePath{TileKind::entries, 0, first / 256, width})] = bundle;
        }
        hashes = std::move(above);
    }
    return files;
}

}  // namespace truce::testing
