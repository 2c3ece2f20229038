/// Sentences of a bulletin, made from its values and a set of phrases. Private to this folder.
///
/// Rules kept here: every number is followed or preceded by whose it is; no sentence adds two registers; none says who did it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "truce/publish/bulletin.hpp"
#include "truce/publish/phrases.hpp"

namespace truce {

/// One class of verdicts: one colour, one shape, one column.
enum class VerdictClass : std::uint8_t { violation, exempt, no_violation, undetermined };
VerdictClass class_of(const Verdict& verdict);
/// "violation", "exempt", "no_violation", "undetermined": as in JSON, CSV and the page's classes.
std::string_view name_of(VerdictClass verdict);

/// A day in the words of a pattern: Phrases::date or Phrases::short_date.
std::string date_text(const Phrases& phrases, const std::string& pattern, Day day);

class Words {
public:
    Words(const Bulletin& bulletin, const Phrases& phrases) : b_(bulletin), p_(phrases) {}

    [[nodiscard]] std::string date(Day day) const;
    [[nodiscard]] std::string short_date(Day day) const;
    [[nodiscard]] std::string title() const;
    [[nodiscard]] std::string day_bounds() const;

    [[nodiscard]] std::string recorder(const BulletinColumn& column) const;
    [[nodiscard]] std::string recorded_by(const BulletinColumn& column) const;
    [[nodiscard]] std::string name(const BulletinColumn& column) const;
    /// "recorded by Alphaland: Register a-counts"; the name once where register and recorder are called alike.
    [[nodiscard]] std::string title(const BulletinColumn& column) const;
    [[nodiscard]] std::string unit(const BulletinColumn& column) const;
    [[nodiscard]] std::string division(std::size_t index) const;
    [[nodiscard]] std::string division(std::string_view id, std::string_view otherwise) const;
    /// "Hama", "Hama or Homs", "anywhere", "outside".
    [[nodiscard]] std::string divisions(const PublicRecord& record) const;

    /// Whether a column says anything about the day: a published count, or records that may be told.
    [[nodiscard]] static bool speaks(const BulletinColumn& column);
    /// Its number of the whole day.
    [[nodiscard]] std::string number(const BulletinColumn& column) const;

    /// The sentences that stand above everything else, generated from the numbers and naming every recorder.
    [[nodiscard]] std::vector<std::string> headline() const;
    /// Those of them that are not a register's number.
    [[nodiscard]] std::vector<std::string> headline_remarks() const;

    [[nodiscard]] std::string class_title(const BulletinColumn& column, VerdictClass verdict) const;
    [[nodiscard]] std::string verdict(const Verdict& verdict) const;
    /// "Case 5ffac7ec - Middlevale - disputed - Aldmere: the actor was not bound - Borvik: confirmed", with middle dots.
    [[nodiscard]] std::string case_line(const BulletinCase& one) const;
    [[nodiscard]] std::string commitment_line(const BulletinCommitment& one) const;
    [[nodiscard]] std::string movement_line(const BulletinMovement& one) const;
    /// How many fared how, and how long they were held.
    [[nodiscard]] std::string movements_total() const;
    [[nodiscard]] std::string status(Status status) const;
    /// What is to be said about a column besides its numbers, one sentence each.
    [[nodiscard]] std::vector<std::string> remarks(const BulletinColumn& column) const;
    /// A count of a division: "5", "(0)" if it follows, "not stated".
    [[nodiscard]] std::string count_cell(const CountsColumn& column, std::string_view division) const;
    [[nodiscard]] std::string watched_cell(std::size_t division) const;
    [[nodiscard]] std::string watched_cell(const Watched& watched) const;
    [[nodiscard]] std::string bound(const CoincidenceOfTwo& pair) const;
    [[nodiscard]] std::string bound_conditions(const CoincidenceOfTwo& pair) const;
    [[nodiscard]] std::string reading() const;
    /// "at least 2" where a total is not stated but divisions are.
    [[nodiscard]] std::string published_number(const CountsColumn& column) const;

private:
    [[nodiscard]] std::vector<std::string> reports_remarks(const BulletinColumn& column, const ReportsColumn& reports) const;
    [[nodiscard]] std::vector<std::string> counts_remarks(const BulletinColumn& column, const CountsColumn& counts) const;
    [[nodiscard]] std::string confirmation(const BulletinColumn& column, const CountsColumn::Confirmation& confirmed) const;
    [[nodiscard]] std::string headline_bound(const CoincidenceOfTwo& pair) const;

    const Bulletin& b_;
    const Phrases& p_;
};

}  // namespace truce
