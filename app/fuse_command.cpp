#include "app/fuse_command.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "app/output.hpp"
#include "truce/fuse/found.hpp"
#include "truce/fuse/meltt.hpp"
#include "truce/publish/fusion_page.hpp"

namespace truce::app {
namespace {

/// What stands before '=' in "NAME=rest", if it can be a name; a path that holds '=' is written with a '/' before it.
std::pair<std::string, std::string> split_name(const std::string& text) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos || equals == 0 || text.find('/') < equals) return {"", text};
    return {text.substr(0, equals), text.substr(equals + 1)};
}

Result<std::vector<TableInput>> inputs_of(const FuseCommandOptions& options) {
    std::vector<TableInput> inputs;
    for (const std::string& given : options.inputs) {
        const auto [name, path] = split_name(given);
        TableInput& input = inputs.emplace_back();
        TRUCE_ASSIGN(input.form, table_form(path));
        input.name = !name.empty() ? name : path == "-" ? "stdin" : Path(path).stem().string();
        input.file = path == "-" ? Path("/dev/stdin") : Path(path);
    }
    return inputs;
}

Result<TableOptions> table_options(const FuseCommandOptions& options, const std::vector<Taxonomy>& taxonomies) {
    TableOptions out;
    for (const std::string& given : options.columns) {
        const auto [part, column] = split_name(given);
        if (part.empty() || column.empty() || !out.columns.emplace(part, column).second) {
            return Error{Errc::invalid, "fuse.column", fmt::format("\"{}\" does not name one part and its column", given), "--column",
                         "Write PART=COLUMN, each part once"};
        }
    }
    for (const Taxonomy& taxonomy : taxonomies) out.required.push_back(taxonomy.column());
    return out;
}

Result<std::vector<Taxonomy>> taxonomies_of(const FuseCommandOptions& options, Problems& problems) {
    std::vector<Taxonomy> out;
    for (const std::string& given : options.taxonomies) {
        const auto [column, path] = split_name(given);
        TRUCE_ASSIGN(Taxonomy taxonomy, read_taxonomy(path, column.empty() ? Path(path).stem().string() : column, problems));
        for (const Taxonomy& other : out) {
            if (other.column() != taxonomy.column()) continue;
            return Error{Errc::invalid, "fuse.taxonomy_twice", fmt::format("the column {} has two taxonomies", other.column()), path,
                         "Give each column one, as COLUMN=FILE"};
        }
        out.push_back(std::move(taxonomy));
    }
    return out;
}

Result<MelttSettings> meltt_settings(const FuseCommandOptions& options) {
    if (!options.km || !options.days) {
        return Error{Errc::invalid, "fuse.windows", "this method needs a window of space and of time", "--method meltt",
                     "Give --km and --days"};
    }
    MelttSettings settings;
    settings.window_km = *options.km;
    settings.window_days = *options.days;
    if (!options.certainty.empty()) settings.certainty = options.certainty;
    settings.partial = options.partial;
    settings.weights = options.weights;
    settings.averaging = options.averaging;
    TRUCE_ASSIGN(settings.corrections, parse_meltt_corrections(options.correct));
    return settings;
}

/// What the page and the summary say of the settings.
std::string settings_text(const FuseCommandOptions& options) {
    std::string text = fmt::format("method meltt, {} km, {} days, corrections: {}", *options.km, *options.days, options.correct);
    if (!options.taxonomies.empty()) text += fmt::format(", {} taxonomies", options.taxonomies.size());
    if (!options.certainty.empty()) text += fmt::format(", levels {}", fmt::join(options.certainty, ","));
    if (options.partial > 0) text += fmt::format(", {} may disagree", options.partial);
    if (!options.weights.empty()) text += fmt::format(", weights {}", fmt::join(options.weights, ","));
    if (options.averaging) text += ", averaging";
    return text;
}

struct Fused {
    std::vector<SourceTable> tables;
    Found found;
    std::optional<MelttFiles> files;
    std::size_t episodes = 0;  ///< matches of episodes
    std::size_t matches = 0;
};

Result<Fused> run(const FuseCommandOptions& options, Problems& problems) {
    TRUCE_ASSIGN(const MelttSettings settings, meltt_settings(options));
    TRUCE_ASSIGN(const auto inputs, inputs_of(options));
    TRUCE_ASSIGN(const auto taxonomies, taxonomies_of(options, problems));
    TRUCE_ASSIGN(const TableOptions columns, table_options(options, taxonomies));
    Fused fused;
    TRUCE_ASSIGN(fused.tables, read_tables(inputs, columns, problems));
    if (!options.far_apart) TRUCE_TRY(check_swapped(fused.tables));
    TRUCE_ASSIGN(const MelttInput input, meltt_input(fused.tables, taxonomies, problems));
    TRUCE_ASSIGN(const MelttResult result, fuse_meltt(input, settings));
    fused.found = found_by_meltt(fused.tables, result);
    fused.matches = result.matches.size();
    fused.episodes = static_cast<std::size_t>(std::ranges::count(result.matches, true, &MelttMatch::episode));
    if (!options.tables.empty()) fused.files = meltt_files(result, fused.tables.size());
    return fused;
}

Result<void> write_tables(const Path& folder, const MelttFiles& files) {
    std::error_code failed;
    std::filesystem::create_directories(folder, failed);
    if (failed) return Error{Errc::io, "file.unwritable", failed.message(), folder.string(), "Name a folder that can be made"};
    TRUCE_TRY(write_file_atomically(folder / "matches.csv", files.matches));
    TRUCE_TRY(write_file_atomically(folder / "contenders.csv", files.contenders));
    TRUCE_TRY(write_file_atomically(folder / "unique.csv", files.unique));
    return write_file_atomically(folder / "flags.csv", files.flags);
}

Result<void> write(const FuseCommandOptions& options, const Fused& fused) {
    TRUCE_ASSIGN(const TableForm form, table_form(options.out));
    if (fused.files) TRUCE_TRY(write_tables(options.tables, *fused.files));
    if (!options.report.empty())
        TRUCE_TRY(write_file_atomically(options.report, fusion_page(fused.tables, fused.found, settings_text(options))));
    const std::string links = form == TableForm::csv ? links_csv(fused.tables, fused.found) : links_ndjson(fused.tables, fused.found);
    if (options.out != "-") return write_file_atomically(options.out, links);
    print(links);
    return {};
}

std::size_t report_count(const Fused& fused) {
    std::size_t reports = 0;
    for (const SourceTable& table : fused.tables) reports += table.rows.size();
    return reports;
}

/// On standard output, or on standard error where the links stand there.
void summarise(const FuseCommandOptions& options, const Fused& fused) {
    std::FILE* to = options.out == "-" ? stderr : stdout;
    if (options.format == Format::json) {
        const auto number = [](std::size_t n) { return static_cast<std::int64_t>(n); };
        const auto text = canonical(Json{{"episode_matches", number(fused.episodes)},
                                         {"event_matches", number(fused.matches - fused.episodes)},
                                         {"flagged", number(fused.found.flags)},
                                         {"incidents", number(fused.found.incidents.size())},
                                         {"links", number(fused.found.links.size())},
                                         {"method", fused.found.method},
                                         {"reports", number(report_count(fused))},
                                         {"sources", number(fused.tables.size())}});
        TRUCE_ASSERT(text.ok());
        fmt::print(to, "{}\n", *text);
        return;
    }
    fmt::print(to, "{} reports of {} sources describe {} incidents ({})\n", grouped(report_count(fused)), fused.tables.size(),
               grouped(fused.found.incidents.size()), settings_text(options));
    fmt::print(to, "    {} matches: {} of events, {} of episodes; {} links\n", grouped(fused.matches),
               grouped(fused.matches - fused.episodes), grouped(fused.episodes), grouped(fused.found.links.size()));
    fmt::print(to, "    {} events may be part of an episode\n", grouped(fused.found.flags));
}

}  // namespace

int fuse(const FuseCommandOptions& options) {
    Problems problems;
    const auto fused = run(options, problems);
    if (!fused) return refuse(fused.error(), problems, options.format);
    if (const auto written = write(options, *fused); !written) return refuse(written.error(), options.format);
    summarise(options, *fused);
    return 0;
}

}  // namespace truce::app
