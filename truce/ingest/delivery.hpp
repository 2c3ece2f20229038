/// The last step of every reader: refuse what stands twice, hand over the rest, keep count.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <string>
#include <utility>
#include <vector>

#include "truce/ingest/intake.hpp"
#include "truce/ingest/problem_list.hpp"
#include "truce/ingest/read.hpp"

namespace truce {

/// Nothing is handed over once a problem is known: the source is refused anyway.
class Delivery {
public:
    Delivery(Intake& intake, ProblemList& problems) : intake_(intake), problems_(problems) {}

    /// `line` is where the record starts. Errors: the intake's.
    Result<void> take(std::size_t line, const Report& report);
    Result<void> take(std::size_t line, const Watch& watch);
    Result<void> take(std::size_t line, const PublishedCount& count);
    /// For readers that know ids to be plain numbers, a million of them: remembers the id for finish(). The
    /// report is handed over with take_known, twice if it stands twice: the source is refused in the end.
    void remember(std::size_t line, std::int64_t number) { numbers_.emplace_back(number, static_cast<std::uint32_t>(line)); }
    Result<void> take_known(const Report& report);
    /// Says which remembered ids stand twice, in the order of the file. Once, after the last row.
    void finish();

    ReadSummary& summary() { return summary_; }

private:
    bool first_time(std::size_t line, std::string_view kind, std::string_view id);
    void twice(std::size_t line, std::string_view id, std::size_t before);

    Intake& intake_;
    ProblemList& problems_;
    ReadSummary summary_;
    boost::unordered_flat_map<std::string, std::uint32_t> lines_;
    std::vector<std::pair<std::int64_t, std::uint32_t>> numbers_;  ///< ids and their lines; sorted once at the end
    std::string key_;
};

}  // namespace truce
