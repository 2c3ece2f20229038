#include <fmt/format.h>

#include <chrono>

#include "app/commands.hpp"
#include "app/output.hpp"
#include "app/world.hpp"
#include "truce/base/json.hpp"
#include "truce/mechanism/mechanism.hpp"

namespace truce::app {
namespace {

/// How far signatures were checked, in a file of the reader's own: the text of a checkpoint, unsigned.
class CheckedFile {
public:
    CheckedFile(Path file, std::string origin) : file_(std::move(file)), origin_(std::move(origin)) {}

    /// Errors: verify.checked (invalid) where the file says something else.
    [[nodiscard]] Result<std::optional<CheckedSignatures>> read() const {
        if (!std::filesystem::exists(file_)) return std::optional<CheckedSignatures>();
        TRUCE_ASSIGN(const std::string text, read_file(file_));
        const auto kept = parse_checkpoint_text(text);
        if (kept && kept->origin == origin_) return std::optional(CheckedSignatures{kept->size, kept->root});
        return Error{Errc::invalid, "verify.checked",
                     kept ? fmt::format("it says how far {} was checked, not {}", kept->origin, origin_) : "it is not a file of --checked",
                     file_.string(), "Name another file, or remove this one to check every signature anew"};
    }

    /// Not more often than every few seconds, and the last time.
    Result<void> keep(const CheckedSignatures& checked) {
        newest_ = checked;
        const auto now = std::chrono::steady_clock::now();
        if (now - kept_at_ < std::chrono::seconds(5)) return {};
        kept_at_ = now;
        return write();
    }
    [[nodiscard]] Result<void> write() const {
        if (!newest_) return {};
        return write_file_atomically(file_, checkpoint_text({origin_, newest_->entries, newest_->root}));
    }

private:
    Path file_;
    std::string origin_;
    std::optional<CheckedSignatures> newest_;
    std::chrono::steady_clock::time_point kept_at_ = std::chrono::steady_clock::now();
};

Json problems_json(const LogReport& log) {
    JsonArray problems;
    for (const Error& problem : log.problems)
        problems.push_back(Json{{"id", problem.id}, {"what", problem.what}, {"where", problem.where}});
    return problems;
}

int say_problems(const LogReport& log) {
    fmt::print(stderr, "truce: the record does not hold\n");
    for (const Error& problem : log.problems) fmt::print(stderr, "    {}\n", problem.text());
    return 1;
}

void say_unsigned(const LogReport& log) {
    if (log.unsigned_entries == 0) return;
    print(fmt::format("    {} entries wait for their checkpoint, because a process ended too early: the next import signs it\n",
                      log.unsigned_entries));
}

int say_tree(const LogReport& log, Format format) {
    if (format == Format::json) {
        print_json(Json{{"checkpoint", checkpoint_json(log.newest)},
                        {"checkpoints", static_cast<std::int64_t>(log.checkpoints)},
                        {"entries", static_cast<std::int64_t>(log.entries)},
                        {"holds", log.problems.empty()},
                        {"problems", problems_json(log)},
                        {"unsigned_entries", static_cast<std::int64_t>(log.unsigned_entries)}});
        return log.problems.empty() ? 0 : 1;
    }
    if (!log.problems.empty()) return say_problems(log);
    print(fmt::format("the tree holds: {}\n", log.newest.origin));
    print(fmt::format("    {} entries under the checkpoint {} {}\n", grouped(log.entries), log.newest.size, log.newest.root.hex()));
    say_unsigned(log);
    print("    not looked at: what the entries say and who signed them (leave out --tree)\n");
    return 0;
}

int say_outcome(const VerifyOutcome& found, Format format) {
    const LogReport& log = found.log;
    if (format == Format::json) {
        print_json(Json{{"attachments", static_cast<std::int64_t>(found.attachments.held)},
                        {"checkpoint", checkpoint_json(log.newest)},
                        {"checkpoints", static_cast<std::int64_t>(log.checkpoints)},
                        {"entries", static_cast<std::int64_t>(log.entries)},
                        {"holds", log.problems.empty()},
                        {"items", static_cast<std::int64_t>(log.items)},
                        {"problems", problems_json(log)},
                        {"rows", static_cast<std::int64_t>(found.rows)},
                        {"sealed_parts", static_cast<std::int64_t>(log.sealed_parts)},
                        {"signatures_from", static_cast<std::int64_t>(log.signatures_from)},
                        {"staged_batches", static_cast<std::int64_t>(log.staged_batches)},
                        {"unsigned_entries", static_cast<std::int64_t>(log.unsigned_entries)}});
        return log.problems.empty() ? 0 : 1;
    }
    if (!log.problems.empty()) return say_problems(log);
    print(fmt::format("the record holds: {}\n", log.newest.origin));
    print(fmt::format("    {} entries, each signed by an enrolled key and chained to its author's last\n", grouped(log.entries)));
    if (log.signatures_from > 0)
        print(fmt::format("    the signatures of the first {} were checked earlier, in this same tree\n", grouped(log.signatures_from)));
    print(fmt::format("    {} items in batches, each committed to by its entry\n", grouped(log.items)));
    print(fmt::format("    {} rows of the register, each what its item says\n", grouped(found.rows)));
    print(fmt::format("    {} checkpoints, each the root of the entries it counts; the newest: {} {}\n", grouped(log.checkpoints),
                      log.newest.size, log.newest.root.hex()));
    say_unsigned(log);
    if (log.sealed_parts > 0) print(fmt::format("    {} parts are sealed here: committed to, not readable\n", grouped(log.sealed_parts)));
    if (found.attachments.held + found.attachments.erased > 0) {
        print(fmt::format("    {} attachments, each of the content that its hash says; {} erased\n", grouped(found.attachments.held),
                          grouped(found.attachments.erased)));
    }
    if (log.staged_batches > 0)
        print(fmt::format("    {} interrupted imports will be swept at the next import\n", grouped(log.staged_batches)));
    return 0;
}

using Progress = std::function<void(std::uint64_t, std::uint64_t)>;

Result<VerifyOutcome> verify(const Mechanism& mechanism, const Path& checked, const Progress& progress) {
    if (checked.empty()) return mechanism.verify(progress);
    TRUCE_ASSIGN(std::string origin, LogReader(mechanism.db()).origin());
    CheckedFile file(checked, std::move(origin));
    VerifyOptions options;
    TRUCE_ASSIGN(options.checked, file.read());
    options.keep = [&](const CheckedSignatures& newest) { return file.keep(newest); };
    TRUCE_ASSIGN(VerifyOutcome outcome, mechanism.verify(progress, options));
    TRUCE_TRY(file.write());
    return outcome;
}

}  // namespace

int record_verify(const VerifyCommandOptions& options) {
    World world;
    const auto mechanism = Mechanism::open(options.directory, OpenFor::reading, *world.clock, *world.random);
    if (!mechanism) return refuse(mechanism.error(), options.format);
    std::optional<ProgressLine> line(std::in_place, "verifying");
    const Progress progress = [&](std::uint64_t done, std::uint64_t of) {
        line->show(fmt::format("entry {} of {}", grouped(done), grouped(of)));
    };
    if (options.tree) {
        const auto report = verify_tree(mechanism->db(), progress);
        line.reset();
        return report ? say_tree(*report, options.format) : refuse(report.error(), options.format);
    }
    const auto outcome = verify(*mechanism, options.checked, progress);
    line.reset();
    return outcome ? say_outcome(*outcome, options.format) : refuse(outcome.error(), options.format);
}

}  // namespace truce::app
