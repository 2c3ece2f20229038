#include "app/fuse_command.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "app/output.hpp"
#include "truce/base/json.hpp"
#include "truce/fuse/found.hpp"
#include "truce/fuse/fuse.hpp"
#include "truce/fuse/meltt.hpp"
#include "truce/fuse/reviewed_file.hpp"
#include "truce/fuse/table_sightings.hpp"
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

Result<TableOptions> table_options(const FuseCommandOptions& options) {
    TableOptions out;
    for (const std::string& given : options.columns) {
        const auto [part, column] = split_name(given);
        if (part.empty() || column.empty() || !out.columns.emplace(part, column).second) {
            return Error{Errc::invalid, "fuse.column", fmt::format("\"{}\" does not name one part and its column", given), "--column",
                         "Write PART=COLUMN, each part once"};
        }
    }
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
std::string meltt_settings_text(const FuseCommandOptions& options) {
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
    std::string settings;
    JsonObject summary;             ///< what the method adds to the summary
    std::vector<std::string> said;  ///< the same for people
    // method truce
    std::vector<Sighting> sightings;
    std::optional<Model> model;
    // method meltt
    std::optional<MelttFiles> files;
};

Json number(std::size_t n) { return static_cast<std::int64_t>(n); }

Result<Fused> run_meltt(const FuseCommandOptions& options, Problems& problems) {
    TRUCE_ASSIGN(const MelttSettings settings, meltt_settings(options));
    TRUCE_ASSIGN(const auto inputs, inputs_of(options));
    TRUCE_ASSIGN(const auto taxonomies, taxonomies_of(options, problems));
    TRUCE_ASSIGN(TableOptions columns, table_options(options));
    for (const Taxonomy& taxonomy : taxonomies) columns.required.push_back(taxonomy.column());
    Fused fused;
    TRUCE_ASSIGN(fused.tables, read_tables(inputs, columns, problems));
    if (!options.far_apart) TRUCE_TRY(check_swapped(fused.tables));
    TRUCE_ASSIGN(const MelttInput input, meltt_input(fused.tables, taxonomies, problems));
    TRUCE_ASSIGN(const MelttResult result, fuse_meltt(input, settings));
    fused.found = found_by_meltt(fused.tables, result);
    fused.settings = meltt_settings_text(options);
    const auto episodes = static_cast<std::size_t>(std::ranges::count(result.matches, true, &MelttMatch::episode));
    const std::size_t events = result.matches.size() - episodes;
    fused.summary = {{"episode_matches", number(episodes)}, {"event_matches", number(events)}, {"flagged", number(fused.found.flags)}};
    fused.said = {fmt::format("{} matches: {} of events, {} of episodes; {} links", grouped(result.matches.size()), grouped(events),
                              grouped(episodes), grouped(fused.found.links.size())),
                  fmt::format("{} events may be part of an episode", grouped(fused.found.flags))};
    if (!options.tables.empty()) fused.files = meltt_files(result, fused.tables.size());
    return fused;
}

/// The model of the file that was named, or one learnt from these reports and what people decided.
Result<Model> model_for(const FuseCommandOptions& options, const std::vector<Sighting>& sightings,
                        const std::vector<LinkDecision>& decisions, Fused& fused) {
    if (!options.model.empty()) {
        fused.settings = fmt::format("method truce, model of {}", options.model.filename().string());
        return read_model(options.model);
    }
    std::map<SightingId, std::uint32_t> index;
    for (std::uint32_t i = 0; i < sightings.size(); ++i) index[{sightings[i].source, sightings[i].id}] = i;
    std::vector<Reviewed> reviewed;
    for (const LinkDecision& decision : decisions) reviewed.push_back({index.at(decision.a), index.at(decision.b), decision.same});
    TRUCE_ASSIGN(const Learnt learnt, learn(sightings, reviewed, {}));
    fused.settings = fmt::format("method truce, model learnt from {}", learnt.model.made_from);
    if (learnt.model.number == shipped_model().number) {
        fused.settings = "method truce, the shipped model";
        fused.said.emplace_back("too few likely pairs to learn from: the shipped model was used");
    } else {
        fused.said.push_back(fmt::format("learnt in {} rounds; of the links about {:.0f} in 100 are expected to be wrong", learnt.rounds,
                                         100 * learnt.false_share));
    }
    return learnt.model;
}

Result<void> check_taxonomies(const std::vector<Taxonomy>& taxonomies, const EvidenceColumns& evidence) {
    for (const Taxonomy& taxonomy : taxonomies) {
        if (taxonomy.column() == evidence.column("act") || taxonomy.column() == evidence.column("actors")) continue;
        return Error{Errc::invalid, "fuse.taxonomy_unused",
                     fmt::format("the column {} is compared neither as act nor as actors", taxonomy.column()), "--taxonomy",
                     "Say which part it plays: --column act=COLUMN or actors=COLUMN"};
    }
    return {};
}

Result<void> check_sources(const std::vector<SourceTable>& tables) {
    if (tables.size() > 1) return {};
    return Error{Errc::invalid, "fuse.one_source", "there is one source only, and a source does not report an incident twice", "",
                 "Give a second --in, or a column data.source"};
}

Result<Fused> run_truce(const FuseCommandOptions& options, Problems& problems) {
    TRUCE_TRY(check_shares(options));
    TRUCE_ASSIGN(const auto inputs, inputs_of(options));
    TRUCE_ASSIGN(const auto taxonomies, taxonomies_of(options, problems));
    TRUCE_ASSIGN(TableOptions columns, table_options(options));
    const EvidenceColumns evidence = EvidenceColumns::take(columns.columns);
    TRUCE_TRY(check_taxonomies(taxonomies, evidence));
    columns.required = evidence.required();
    columns.optional = evidence.optional();
    Fused fused;
    TRUCE_ASSIGN(fused.tables, read_tables(inputs, columns, problems));
    TRUCE_TRY(check_sources(fused.tables));
    if (!options.far_apart) TRUCE_TRY(check_swapped(fused.tables));
    TRUCE_ASSIGN(fused.sightings, sightings_of(fused.tables, evidence, taxonomies, problems));
    std::vector<LinkDecision> decisions;
    if (!options.reviewed.empty()) {
        TRUCE_ASSIGN(decisions, read_reviewed(options.reviewed, fused.tables, problems));
    }
    TRUCE_ASSIGN(fused.model, model_for(options, fused.sightings, decisions, fused));
    FuseOptions rules;
    rules.false_join_rate = options.false_joins;
    rules.join_from = options.join_from;
    TRUCE_ASSIGN(const Fusion fusion, fuse(fused.sightings, *fused.model, decisions, rules));
    fused.found = found_by_truce(fused.tables, fused.sightings, fusion, *fused.model);
    const auto asked = static_cast<std::size_t>(std::ranges::count(fused.found.links, "ask", &FoundLink::outcome));
    fused.summary = {{"asked", number(asked)},
                     {"compared", number(fusion.candidates)},
                     {"join_from_millionths", std::llround(fusion.join_from * 1e6)},
                     {"model", std::int64_t{fusion.model}},
                     {"near_misses", number(fused.found.near_misses.size())}};
    fused.said.insert(fused.said.begin(),
                      fmt::format("{} links: {} joined, {} for a person to look at; {} near misses", grouped(fused.found.links.size()),
                                  grouped(fused.found.links.size() - asked), grouped(asked), grouped(fused.found.near_misses.size())));
    fused.said.push_back(fmt::format("reports join without a person from a probability of {:.4f} on", fusion.join_from));
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

/// Writes CSV or NDJSON, by the file's ending.
template <typename Csv, typename Ndjson>
Result<void> write_form(const Path& file, Csv csv, Ndjson ndjson) {
    if (file.empty()) return {};
    TRUCE_ASSIGN(const TableForm form, table_form(file));
    const std::string bytes = form == TableForm::csv ? csv() : ndjson();
    if (file != "-") return write_file_atomically(file, bytes);
    print(bytes);
    return {};
}

Result<void> write_beside(const FuseCommandOptions& options, const Fused& fused) {
    if (fused.files) TRUCE_TRY(write_tables(options.tables, *fused.files));
    if (!options.report.empty()) TRUCE_TRY(write_file_atomically(options.report, fusion_page(fused.tables, fused.found, fused.settings)));
    if (!fused.model) return {};
    TRUCE_TRY(write_form(
        options.near_misses, [&] { return near_misses_csv(fused.tables, fused.found); },
        [&] { return near_misses_ndjson(fused.tables, fused.found); }));
    TRUCE_TRY(write_form(
        options.incidents, [&] { return incidents_csv(fused.tables, fused.sightings, fused.found); },
        [&] { return incidents_ndjson(fused.tables, fused.sightings, fused.found); }));
    if (options.save_model.empty()) return {};
    TRUCE_ASSIGN(std::string bytes, canonical(to_json(*fused.model)));
    bytes += '\n';
    return write_file_atomically(options.save_model, bytes);
}

Result<void> write(const FuseCommandOptions& options, const Fused& fused) {
    for (const Path& file : {options.out, options.near_misses, options.incidents}) {
        if (!file.empty()) TRUCE_TRY(table_form(file));
    }
    TRUCE_TRY(write_beside(options, fused));
    return write_form(
        options.out, [&] { return links_csv(fused.tables, fused.found); }, [&] { return links_ndjson(fused.tables, fused.found); });
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
        JsonObject summary = fused.summary;
        summary["incidents"] = number(fused.found.incidents.size());
        summary["links"] = number(fused.found.links.size());
        summary["method"] = options.method;
        summary["reports"] = number(report_count(fused));
        summary["sources"] = number(fused.tables.size());
        const auto text = canonical(summary);
        TRUCE_ASSERT(text.ok());
        fmt::print(to, "{}\n", *text);
        return;
    }
    fmt::print(to, "{} reports of {} sources describe {} incidents ({})\n", grouped(report_count(fused)), fused.tables.size(),
               grouped(fused.found.incidents.size()), fused.settings);
    for (const std::string& line : fused.said) fmt::print(to, "    {}\n", line);
}

}  // namespace

Result<void> check_shares(const FuseCommandOptions& options) {
    const auto is_share = [](double value) { return value >= 0 && value <= 1; };
    if (is_share(options.false_joins) && is_share(options.join_from.value_or(0))) return {};
    return Error{Errc::invalid, "fuse.share", "a share or a probability is not between 0 and 1", "--false-joins, --join-from",
                 "Give a number from 0 to 1"};
}

Result<Model> read_model(const Path& file) {
    TRUCE_ASSIGN(const std::string bytes, read_file(file));
    std::string_view text = bytes;
    if (text.ends_with('\n')) text.remove_suffix(1);
    auto json = parse_json(text);
    auto model = json ? model_from_json(*json) : Result<Model>(json.error());
    if (model) return model;
    Error error = model.error();
    error.where = file.string() + (error.where.empty() ? "" : ": " + error.where);
    return error;
}

int fuse(const FuseCommandOptions& options) {
    Problems problems;
    const auto fused = options.method == "meltt" ? run_meltt(options, problems) : run_truce(options, problems);
    if (!fused) return refuse(fused.error(), problems, options.format);
    if (const auto written = write(options, *fused); !written) return refuse(written.error(), options.format);
    summarise(options, *fused);
    return 0;
}

}  // namespace truce::app
