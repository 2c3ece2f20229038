#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <map>

#include "app/commands.hpp"
#include "app/demo_case.hpp"
#include "app/output.hpp"
#include "truce/base/json.hpp"
#include "truce/mechanism/mechanism.hpp"
#include "truce/mechanism/talks_file.hpp"
#include "truce/publish/render.hpp"
#include "truce/record/key_file.hpp"

namespace truce::app {
namespace {

/// What examples/NAME/demo.json says.
struct Script {
    std::string title;
    std::vector<std::string> institutions;
    struct Import {
        std::string as;
        Path file;
        std::string register_id;
        std::string format;
    };
    std::vector<Import> imports;
    std::vector<std::pair<std::string, Path>> talks;  ///< files of steps, and who records them
    std::vector<Path> cases;                          ///< stories
    Day bulletin_day;
    std::vector<Day> other_days;
    std::pair<Day, Day> period;
};

/// Members of demo.json, with a refusal that names the one that is wrong.
class ScriptReader {
public:
    ScriptReader(Path file, const Json& json) : file_(std::move(file)), root_(json.if_object()) {}

    Result<Script> read() {
        if (root_ == nullptr) return wrong("the whole file");
        Script script;
        TRUCE_ASSIGN(script.title, text(*root_, "title"));
        TRUCE_ASSIGN(const JsonArray* const institutions, list("institutions"));
        for (const Json& item : *institutions) {
            if (!item.is_string()) return wrong("institutions");
            script.institutions.emplace_back(item.get_string());
        }
        TRUCE_ASSIGN(const JsonArray* const imports, list("imports"));
        for (const Json& item : *imports) {
            const JsonObject* object = item.if_object();
            if (object == nullptr) return wrong("imports");
            Script::Import import;
            TRUCE_ASSIGN(import.as, text(*object, "as"));
            TRUCE_ASSIGN(const std::string name, text(*object, "file"));
            import.file = file_.parent_path() / name;
            TRUCE_ASSIGN(import.format, text(*object, "format"));
            if (object->contains("register")) {
                TRUCE_ASSIGN(import.register_id, text(*object, "register"));
            }
            script.imports.push_back(std::move(import));
        }
        if (root_->contains("talks")) {
            TRUCE_ASSIGN(const JsonArray* const talks, list("talks"));
            for (const Json& item : *talks) {
                if (!item.is_object()) return wrong("talks");
                TRUCE_ASSIGN(const std::string as, text(item.get_object(), "as"));
                TRUCE_ASSIGN(const std::string name, text(item.get_object(), "file"));
                script.talks.emplace_back(as, file_.parent_path() / name);
            }
        }
        if (root_->contains("cases")) {
            TRUCE_ASSIGN(const JsonArray* const cases, list("cases"));
            for (const Json& item : *cases) {
                if (!item.is_string()) return wrong("cases");
                script.cases.push_back(file_.parent_path() / std::string(item.get_string()));
            }
        }
        TRUCE_ASSIGN(const std::string day_text, text(*root_, "bulletin_day"));
        TRUCE_ASSIGN(script.bulletin_day, parse_day(day_text));
        TRUCE_ASSIGN(script.other_days, days("other_days"));
        TRUCE_ASSIGN(const std::vector<Day> period, days("period"));
        if (period.size() != 2) return wrong("period");
        script.period = {period[0], period[1]};
        return script;
    }

private:
    Error wrong(std::string_view member) const {
        return {Errc::invalid, "demo.script", fmt::format("\"{}\" is missing or not as it should be", member), file_.string(),
                "Compare it with another example's demo.json"};
    }
    Result<std::string> text(const JsonObject& object, std::string_view name) const {
        const Json* value = object.if_contains(name);
        if (value == nullptr || !value->is_string()) return wrong(name);
        return std::string(value->get_string());
    }
    Result<const JsonArray*> list(std::string_view name) const {
        const Json* value = root_->if_contains(name);
        if (value == nullptr || !value->is_array()) return wrong(name);
        return &value->get_array();
    }
    Result<std::vector<Day>> days(std::string_view name) const {
        TRUCE_ASSIGN(const JsonArray* const items, list(name));
        std::vector<Day> out;
        for (const Json& item : *items) {
            if (!item.is_string()) return wrong(name);
            TRUCE_ASSIGN(const Day day, parse_day(item.get_string()));
            out.push_back(day);
        }
        return out;
    }

    Path file_;
    const JsonObject* root_;
};

/// The examples lie beside the sources, or where the package puts them.
Result<Path> find_example(const std::string& name) {
    std::error_code error;
    std::vector<Path> places;
    if (const char* named = std::getenv("TRUCE_EXAMPLES"); named != nullptr) places.emplace_back(named);
    places.emplace_back("examples");
    const Path self = std::filesystem::read_symlink("/proc/self/exe", error);
    for (Path above = self.parent_path(); !error && above != above.parent_path(); above = above.parent_path()) {
        places.push_back(above / "examples");
        places.push_back(above / "share/truce/examples");
    }
    for (const Path& place : places) {
        if (std::filesystem::exists(place / name / "demo.json", error)) return place / name;
    }
    return Error{Errc::not_found, "demo.example", fmt::format("there is no example \"{}\"", name), "",
                 "Set TRUCE_EXAMPLES to the folder that holds the examples"};
}

/// This program, as one would call it from here.
std::string self() {
    std::error_code error;
    const Path program = std::filesystem::read_symlink("/proc/self/exe", error);
    const Path here = error ? Path() : program.lexically_relative(std::filesystem::current_path(error));
    return here.empty() || *here.begin() == ".." ? "truce" : here.string();
}

/// Where a demo's log keeps its head: beside the folder, under a name that says whose it is.
Path demo_head(const Path& directory) {
    const Path name = directory.lexically_normal();
    return (name.has_filename() ? name : name.parent_path()).string() + ".demo.head";
}

/// An earlier demo is replaced, with the head of its log, and nothing else is ever removed.
Result<void> clear_earlier_demo(const Path& directory) {
    std::error_code error;
    const bool there = std::filesystem::exists(directory, error);
    if (there && !std::filesystem::is_empty(directory, error) && !std::filesystem::exists(directory / "demo.mark", error)) {
        return Error{Errc::conflict, "directory.not_empty", "there is something here that no demo made", directory.string(),
                     "Choose another folder"};
    }
    for (const Path& path : {directory, demo_head(directory)}) {
        std::filesystem::remove_all(path, error);
        if (error) return Error{Errc::io, "file.unwritable", error.message(), path.string(), "Remove it by hand"};
    }
    return {};
}

/// How the incidents of a period were judged, as a bar chart of characters.
std::string distribution(const std::vector<JudgedIncident>& incidents) {
    std::map<std::string, std::size_t> tally;
    for (const JudgedIncident& incident : incidents) {
        const Verdict& verdict = incident.verdict;
        std::string name(name_of(verdict.ruling));
        std::replace(name.begin(), name.end(), '_', ' ');
        if (verdict.actor_exempt) name = "exempt: the actor is not bound";
        if (verdict.ruling == Ruling::undetermined) {
            std::string why(name_of(verdict.undetermined));
            std::replace(why.begin(), why.end(), '_', ' ');
            name += ": " + why;
        }
        if (verdict.ruling == Ruling::violation && verdict.if_accepted) name = "would be a violation if the coding is accepted";
        ++tally[name];
    }
    std::string out;
    for (const auto& [name, n] : tally) {
        const std::size_t width = incidents.empty() ? 0 : (n * 40 + incidents.size() - 1) / incidents.size();
        out += fmt::format("  {:<52} {:>7}  {:4.1f} %  ", name, grouped(n),
                           100.0 * static_cast<double>(n) / static_cast<double>(incidents.size()));
        for (std::size_t i = 0; i < width; ++i) out += "\u2588";
        out += "\n";
    }
    return out;
}

/// The first incident of one day in each class, by day, then register and source id: nobody chose them. One that may have
/// happened at any time of a year teaches little, so such a one stands only where there is no other.
std::vector<std::pair<std::string, std::string>> first_of_each_class(const std::vector<JudgedIncident>& incidents) {
    struct Wanted {
        std::string title;
        bool (*fits)(const Verdict&);
    };
    const std::array wanted{
        Wanted{"that would breach a clause", [](const Verdict& v) { return v.ruling == Ruling::violation; }},
        Wanted{"that is exempt", [](const Verdict& v) { return v.ruling == Ruling::exempt || v.actor_exempt; }},
        Wanted{"that is undetermined", [](const Verdict& v) { return v.ruling == Ruling::undetermined; }},
    };
    const auto order = [](const JudgedIncident& incident) {
        const Report& report = incident.current.report;
        return std::pair(report.first_day != report.last_day, report.first_day);
    };
    std::vector<std::pair<std::string, std::string>> out;
    for (const Wanted& want : wanted) {
        const JudgedIncident* first = nullptr;
        for (const JudgedIncident& incident : incidents) {
            if (!want.fits(incident.verdict)) continue;
            if (first == nullptr || order(incident) < order(*first)) first = &incident;
        }
        if (first != nullptr)
            out.emplace_back(want.title, fmt::format("{}:{}", first->current.report.register_id, first->current.report.source_id));
    }
    return out;
}

void heading(std::string_view text) { print(fmt::format("\n\u2500\u2500 {} \u2500\u2500\n\n", text)); }

Result<void> import_all(Mechanism& mechanism, const Script& script, Problems& problems, Clock& clock, Random& random) {
    for (const Script::Import& import : script.imports) {
        TRUCE_ASSIGN(const NoteSigner key, read_key_file(key_path(mechanism.directory(), import.as)));
        FilingRequest request;
        request.file = import.file;
        TRUCE_ASSIGN(request.format, source_format_from(import.format));
        if (!import.register_id.empty()) request.register_id = import.register_id;
        ProgressLine progress("importing " + import.file.filename().string());
        request.progress = [&](std::size_t rows) { progress.show(grouped(rows) + " rows"); };
        TRUCE_ASSIGN(const FilingOutcome outcome, mechanism.file(request, key, problems));
        print(fmt::format("  {:<28} {:>7} rows   filed by {}\n", import.file.filename().string(), grouped(outcome.read.rows), import.as));
    }
    for (const auto& [as, file] : script.talks) {
        TRUCE_ASSIGN(const NoteSigner key, read_key_file(key_path(mechanism.directory(), as)));
        TRUCE_ASSIGN(const TalksFiled filed, file_talks(mechanism, file, key, clock, random));
        print(fmt::format("  {:<28} {:>7} steps  recorded by {}\n", file.filename().string(), grouped(filed.receipts.size()), as));
    }
    for (const Path& file : script.cases) {
        TRUCE_ASSIGN(const std::size_t steps, play_case(mechanism, file, clock, random));
        print(
            fmt::format("  {:<28} {:>7} steps  of a case, each signed by its own institution\n", file.filename().string(), grouped(steps)));
    }
    return {};
}

Result<void> show_day(const Mechanism& mechanism, Day day, std::uint64_t size) {
    TRUCE_ASSIGN(const Bulletin bulletin, mechanism.bulletin(day, size, std::nullopt));
    print(to_text(bulletin));
    const Path html = mechanism.directory() / fmt::format("bulletin-{}.html", format(day));
    return write_file_atomically(html, to_html(bulletin));
}

Result<void> run_demo(const DemoOptions& options, Problems& problems) {
    const auto clock = system_clock();
    const auto random = system_random();
    TRUCE_ASSIGN(const Path example, find_example(options.example));
    TRUCE_ASSIGN(const std::string text, read_file(example / "demo.json"));
    TRUCE_ASSIGN(const Json json, parse_json(text));
    TRUCE_ASSIGN(const Script script, ScriptReader(example / "demo.json", json).read());
    TRUCE_TRY(clear_earlier_demo(options.directory));

    print(script.title + "\n");
    heading("founding");
    const FoundingRequest founding{example / "terms.toml", example / "profile.toml", {},
                                   script.institutions,    "sqlite:truce.db",        demo_head(options.directory)};
    TRUCE_ASSIGN(const Checkpoint founded, found_mechanism(options.directory, founding, *clock, *random, problems));
    TRUCE_TRY(write_file_atomically(options.directory / "demo.mark", "made by truce demo, which may replace this folder\n"));
    print(fmt::format("  {} in {}: {} entries\n", founded.origin, options.directory.string(), founded.size));
    {
        TRUCE_ASSIGN(Mechanism mechanism, Mechanism::open(options.directory, OpenFor::writing, *clock, *random));
        TRUCE_TRY(import_all(mechanism, script, problems, *clock, *random));
    }
    TRUCE_ASSIGN(const Mechanism mechanism, Mechanism::open(options.directory, OpenFor::reading, *clock, *random));
    TRUCE_ASSIGN(const std::uint64_t size, mechanism.size());

    heading(fmt::format("the bulletin of {}", format(script.bulletin_day)));
    TRUCE_TRY(show_day(mechanism, script.bulletin_day, size));
    for (const Day day : script.other_days) {
        TRUCE_ASSIGN(const Bulletin bulletin, mechanism.bulletin(day, size, std::nullopt));
        heading(fmt::format("{}, in short", format(day)));
        print(to_summary(bulletin));
    }

    heading(fmt::format("verdicts, {} to {}", format(script.period.first), format(script.period.second)));
    TRUCE_ASSIGN(const auto incidents, mechanism.judge_register(size, std::nullopt, script.period));
    print(distribution(incidents));
    for (const auto& [title, name] : first_of_each_class(incidents)) {
        heading(fmt::format("the first incident of one day {}: truce judge {} {}", title, options.directory.string(), name));
        TRUCE_ASSIGN(const ExplainedIncident explained, mechanism.judge_incident(name, size, std::nullopt));
        print(explained.brief);
    }

    heading("what next");
    const std::string folder = options.directory.string();
    print(fmt::format("  see     {} serve {} --read-as {}\n", self(), folder, script.institutions.front()));
    print("          then open http://127.0.0.1:8080 : map, registers, incidents with their explanations, bulletins, the record\n");
    print(fmt::format("  print   {}/bulletin-{}.html\n", folder, format(script.bulletin_day)));
    print(fmt::format("  check   truce record verify {}\n", folder));
    print(fmt::format("  ask     truce bulletin {} --day {} --format html --out day.html\n", folder, format(script.other_days.front())));
    print(fmt::format("  read    truce terms show {}\n", (example / "terms.toml").string()));
    return {};
}

}  // namespace

int demo(const DemoOptions& options) {
    Problems problems;
    const auto done = run_demo(options, problems);
    return done ? 0 : refuse(done.error(), problems, Format::text);
}

}  // namespace truce::app
