/// `truce fuse`: researchers' tables, without a mechanism (docs/formats/fuse.md), or the registers of a mechanism.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "app/commands.hpp"
#include "truce/base/result.hpp"
#include "truce/fuse/model.hpp"

namespace truce::app {

struct FuseCommandOptions {
    // the registers of a mechanism
    Path directory;  ///< empty: tables
    Path key;        ///< of the fusion desk
    bool dry_run = false;

    std::vector<std::string> inputs;  ///< [NAME=]FILE; "-" is standard input
    Path out = "-";                   ///< .csv, .ndjson or .jsonl; "-": NDJSON on standard output
    std::string method = "truce";
    std::vector<std::string> columns;     ///< PART=COLUMN
    bool far_apart = false;               ///< do not ask whether latitude and longitude are exchanged
    Path report;                          ///< a page; empty: none
    std::vector<std::string> taxonomies;  ///< [COLUMN=]FILE

    // method truce
    Path model;        ///< a frozen model to use; empty: learn one
    Path save_model;   ///< where the model that was used goes; empty: nowhere
    Path reviewed;     ///< what people decided; empty: nothing
    Path near_misses;  ///< .csv, .ndjson or .jsonl; empty: none
    Path incidents;    ///< the same: values of incidents, each source's own beside them
    double false_joins = 0.05;
    std::optional<double> join_from;

    // method meltt
    std::optional<double> km;
    std::optional<std::int32_t> days;
    std::vector<std::size_t> certainty;
    std::size_t partial = 0;
    std::vector<double> weights;
    bool averaging = false;
    std::string correct = "none";
    Path tables;  ///< a folder for the package's own tables; empty: none
    Format format = Format::text;
};

/// 0 done, 1 refused; then no file is written.
int fuse(const FuseCommandOptions& options);
/// Proposes links of a mechanism's reports to its cases, as entries.
int fuse_registers(const FuseCommandOptions& options);

/// Errors: fuse.share, unless the shares and probabilities given are between 0 and 1.
Result<void> check_shares(const FuseCommandOptions& options);
/// A frozen model. Errors: fuse.model, file.*, json.*.
Result<Model> read_model(const Path& file);

}  // namespace truce::app
