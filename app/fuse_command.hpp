/// `truce fuse`: researchers' tables, without a mechanism. docs/formats/fuse.md.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "app/commands.hpp"

namespace truce::app {

struct FuseCommandOptions {
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

}  // namespace truce::app
