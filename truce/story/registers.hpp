/// The registers of a story: what each recorder's holds at some point of it.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "truce/agreement/profile.hpp"
#include "truce/examine/case_file.hpp"
#include "truce/judge/facts.hpp"
#include "truce/story/story.hpp"

namespace truce {

class StoryRegisters {
public:
    explicit StoryRegisters(std::shared_ptr<const Profile> profile) : profile_(std::move(profile)) {}

    /// Files, corrects or withdraws. Errors: story.register if the author keeps none, if a correction or withdrawal is of a report that its
    /// register does not hold, if a report is filed twice, or if it names an act that the profile does not have.
    Result<void> take(const StoryReport& told);

    /// Publishes numbers of a day; those of the same day before them no longer stand. Errors: story.register if the author publishes none,
    /// or if a division is not one of the profile.
    Result<void> take(const StoryNumbers& told);

    /// What stands of the numbers published of a day, by register, totals first.
    [[nodiscard]] std::vector<PublishedCount> numbers_of(Day day) const;

    /// Current versions, by register and id: withdrawn ones are gone.
    [[nodiscard]] std::vector<Report> current() const;

    /// What the finder's own register says of a case: of the first of its current reports that the case is about or that an accepted or
    /// proposed link brings into it, in the order of the file. Absent if there is none.
    [[nodiscard]] std::optional<Facts> own_facts(const CaseFile& file, std::string_view finder) const;

private:
    [[nodiscard]] Result<Report> report_of(const StoryReport& told, const std::string& register_id) const;

    std::shared_ptr<const Profile> profile_;
    std::map<std::pair<std::string, std::string>, Report> reports_;               ///< by register and id
    std::map<std::pair<std::string, Day>, std::vector<PublishedCount>> numbers_;  ///< by register and day
};

}  // namespace truce
