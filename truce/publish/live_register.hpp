/// The register in memory: every version of every report, compactly, indexed by place and time, and asked only through a view made for
/// an audience. Nothing here reads a database or a clock: mechanism/live.hpp fills it and keeps it up to date with the record.
///
///   LiveRegister   the rows. One writer adds what the record holds, in its order, then says up to which size of the log that is
///   LiveView       what one audience may see of it now; holds the register still while it lives, so it lives shortly
///   LiveQuery      what is wanted of it
///   LiveIncident   a row as that audience sees it. Filters, orders, counts and pages see this and nothing else
///
/// A report is an incident until links say otherwise; its id is that of its report's first version, "<entry>/<n>", for ever. Rows
/// come in order of (start of the interval, place of the first version in the record), or backwards. A version that was replaced
/// stays, with the size of the log at which it was, so that pages asked for one after the other show the same size of the log while the
/// log grows, and the public sees as of its tick what held at the tick.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "truce/agreement/profile.hpp"
#include "truce/base/result.hpp"
#include "truce/examine/status.hpp"
#include "truce/geo/time_blocks.hpp"
#include "truce/ingest/report.hpp"
#include "truce/judge/facts.hpp"
#include "truce/judge/verdict.hpp"
#include "truce/publish/onlooker.hpp"
#include "truce/publish/range.hpp"
#include "truce/publish/zone.hpp"

namespace truce {

/// A version of a report as it is added. Views are read at once. Lists are joined by U+001F, as the register's table keeps them.
struct LiveReport {
    std::uint32_t entry = 0;  ///< place of its entry in the record
    std::uint32_t n = 0;      ///< item of that entry
    Instant recorded_at;
    std::string_view register_id;
    std::string_view source_id;
    bool withdrawn = false;
    Interval when;
    Day first_day;
    Day last_day;
    const Region* where = nullptr;  ///< absent: unknown
    std::string_view place;
    std::string_view areas;
    bool area_certain = false;
    bool outside = false;
    std::string_view act;
    std::string_view act_as_coded;
    std::string_view actors;
    std::string_view targets;
    std::optional<Casualties> casualties;
    bool nothing_observed = false;
    bool own_side = false;
    const std::vector<NamedFact>* facts = nullptr;  ///< absent: none
    std::string_view flags;
};

/// What a reading says of the incidents that are current at a size of the log. Never changed once it is shared.
struct LiveJudged {
    std::string reading;
    std::uint64_t size = 0;
    std::vector<std::optional<Verdict>> by_row;  ///< as LiveFacts number them; absent: not of an incident that was current
};

/// Which facts are wanted; unset members do not restrict.
struct LiveFactsQuery {
    std::uint64_t size = 0;
    std::uint64_t from = 0;  ///< only of versions of this entry and later ones
    std::optional<Interval> when;
    std::optional<std::string> register_id;
};

/// The facts of incidents as their registers code them, exactly: to be judged, not to be shown.
struct LiveFacts {
    std::vector<Facts> facts;
    std::vector<std::uint32_t> rows;  ///< of each, for LiveJudged
    std::size_t rows_in_all = 0;      ///< of the register, incidents or not
};

/// A case about an incident, for those who take part in the mechanism.
struct LiveCase {
    std::string id;
    Status status = Status::open;
    FindingMeans leaning = FindingMeans::none;
    bool closed = false;
    friend bool operator==(const LiveCase&, const LiveCase&) = default;
};

/// Views into the register: valid while the view that made it lives.
struct LiveIncident {
    std::uint32_t entry = 0;  ///< of its first version
    std::uint32_t n = 0;
    std::string_view entry_id;
    const Register* reg = nullptr;
    Fineness detail = Fineness::exact;
    std::string_view source_id;  ///< "" where it is not told
    Interval when;
    Day first_day;
    Day last_day;
    ShownPlace place;
    std::span<const std::uint16_t> areas;  ///< that it may lie in, indexes in the atlas; widened to divisions where no more is told
    bool area_certain = false;             ///< surely in the only one of them
    bool outside = false;                  ///< surely in none
    std::string_view place_name;           ///< "" unless exact
    const Act* act = nullptr;              ///< nullptr: of no act that the profile knows
    std::string_view act_as_coded;
    const std::vector<std::string>* actors = nullptr;   ///< nullptr where nobody is named to this audience; empty: unknown
    const std::vector<std::string>* targets = nullptr;  ///< likewise
    std::optional<Casualties> casualties;
    bool nothing_observed = false;
    bool own_side = false;
    bool corrected = false;                           ///< the record had an earlier version
    std::uint32_t versions = 1;                       ///< of the record, with this one
    const Region* region = nullptr;                   ///< where exact and neither a circle nor unknown: as it was filed
    std::string_view strange_act;                     ///< as it was filed, where no act of the profile is
    const std::vector<NamedFact>* facts = nullptr;    ///< nullptr where nobody is named, and where there are none
    const std::vector<std::string>* flags = nullptr;  ///< likewise
    std::optional<Instant> recorded_at;               ///< absent for the public
    Instant version_recorded_at;                      ///< for whoever names may be told, see actors
    std::optional<Verdict> verdict;      ///< what the chosen reading says, from the exact place as well: a result whose premise is sealed
    const LiveCase* the_case = nullptr;  ///< never for the public

    /// "<entry>/<n>".
    [[nodiscard]] std::string id() const;
};

/// Where a page ended. Text: "<as_of>_<from_us>_<entry>_<n>".
struct LiveCursor {
    std::uint64_t as_of = 0;
    TimeKey key;  ///< in the order of the record: from_us is the version's entry, key is its item
    friend bool operator==(const LiveCursor&, const LiveCursor&) = default;
};
std::string to_text(const LiveCursor& cursor);
/// Errors: live.cursor (invalid).
Result<LiveCursor> parse_cursor(std::string_view text);

/// By the beginning of their time, or in the order in which their versions stand in the record.
enum class LiveSort : std::uint8_t { time, recorded };

/// Unset members do not restrict.
struct LiveQuery {
    std::optional<Zone> zone;      ///< in which it may have happened; what is shown without a place is in none
    std::optional<Interval> when;  ///< in which it may have happened
    std::optional<std::string> register_id;
    std::optional<std::string> source_id;
    std::optional<std::string> act;   ///< this act or a kind of it
    std::optional<std::string> area;  ///< an id of the atlas that it may lie in
    std::optional<Ruling> ruling;
    std::optional<Status> status;  ///< of its case
    bool reports = false;          ///< also what says that nothing was observed
    /// Whether it may match. Asked only of what passes everything above.
    std::function<Truth(const LiveIncident&)> keep;
    LiveSort sort = LiveSort::time;
    TimeOrder order = TimeOrder::earliest_first;
    std::optional<LiveCursor> after;
    std::size_t skip = 0;  ///< rows left out at the beginning
};

struct LivePage {
    std::vector<LiveIncident> incidents;
    std::optional<LiveCursor> next;  ///< absent: there is no more
};

class LiveView;

/// "<entry>/<n>" -> its parts; nullopt if it is none.
std::optional<std::pair<std::string_view, std::uint32_t>> split_incident_id(std::string_view id);

/// One writer, any number of views at once. Everything is in memory: about 250 bytes for a version.
class LiveRegister {
public:
    explicit LiveRegister(std::shared_ptr<const Profile> profile);
    ~LiveRegister();
    LiveRegister(const LiveRegister&) = delete;
    LiveRegister& operator=(const LiveRegister&) = delete;

    /// Takes a version that follows everything added before in the order of the record. It is seen after settle().
    /// Errors: live.register (corrupt: a register that the profile does not have).
    Result<void> add(const LiveReport& report);
    /// The id of an entry whose reports were added.
    void name_entry(std::uint32_t entry, std::string id);
    /// Everything of entries below `size` has been added: views may show it.
    void settle(std::uint64_t size);
    /// What the case of an incident ("<entry>/<n>") is from now on; nothing: it has none. Other incidents keep theirs. Of an incident
    /// whose reports are not here yet, it shows once they have been added.
    void set_case(const std::string& incident, const std::optional<LiveCase>& one);
    /// A view shows the newest that rests on nothing its audience may not know yet. Some are kept, of one reading.
    /// Precondition: made of this register's facts().
    void set_judged(std::shared_ptr<const LiveJudged> judged);

    /// Of the incidents that are current at query.size, in no order.
    [[nodiscard]] LiveFacts facts(const LiveFactsQuery& query) const;
    /// When what came, was replaced or was taken back between two sizes happened, by register; reports that nothing was observed too.
    [[nodiscard]] std::map<std::string, std::vector<Interval>> changed(std::uint64_t from, std::uint64_t size) const;

    [[nodiscard]] const std::shared_ptr<const Profile>& profile() const { return profile_; }
    [[nodiscard]] std::uint64_t size() const;
    [[nodiscard]] std::size_t versions() const;

private:
    friend class LiveView;
    struct State;
    std::shared_ptr<const Profile> profile_;
    std::unique_ptr<State> state_;
};

/// How counts are grouped; members that are not wanted stay empty or zero.
struct LiveGroup {
    const Register* reg = nullptr;
    std::optional<Day> day;
    std::optional<std::uint16_t> area;  ///< index in the atlas
    const Act* act = nullptr;
    friend auto operator<=>(const LiveGroup& a, const LiveGroup& b) {
        const auto key = [](const LiveGroup& g) {
            return std::tuple(g.reg != nullptr ? std::string_view(g.reg->id) : std::string_view(), g.day, g.area,
                              g.act != nullptr ? std::string_view(g.act->id) : std::string_view());
        };
        return key(a) <=> key(b);
    }
    friend bool operator==(const LiveGroup& a, const LiveGroup& b) { return (a <=> b) == 0; }
};
struct LiveGrouping {
    bool by_register = false;
    bool by_day = false;
    bool by_area = false;
    bool by_act = false;
};

/// What a view shows beside the rows themselves, which the size decides: kept by whoever goes on in further views while the register goes
/// on, and is to show one state throughout.
struct LiveMoment {
    std::uint64_t as_of = 0;
    std::shared_ptr<const LiveJudged> verdicts;  ///< nullptr: none are at hand
    std::map<std::uint64_t, LiveCase> cases;     ///< by the incident's key
};

/// What an audience may see. The register takes nothing in while a view lives; not for two threads at once.
class LiveView {
public:
    /// Of the newest size that the audience may see.
    LiveView(const LiveRegister& live, const Onlooker& audience);
    /// Of the size that was judged. Precondition: made of this register's facts(), of a size that the audience may see.
    LiveView(const LiveRegister& live, const Onlooker& audience, std::shared_ptr<const LiveJudged> judged);
    /// Of that moment, which outlives it. Precondition: moment() of a view of this register and audience.
    LiveView(const LiveRegister& live, const Onlooker& audience, const LiveMoment& moment);
    ~LiveView();
    LiveView(LiveView&&) noexcept;

    /// The size of the log that it shows.
    [[nodiscard]] std::uint64_t as_of() const;
    [[nodiscard]] LiveMoment moment() const;
    [[nodiscard]] const Profile& profile() const;
    [[nodiscard]] const Onlooker& audience() const;
    /// The reading of the verdicts; "" if none are at hand.
    [[nodiscard]] const std::string& reading() const;
    /// The size of the log from which they were judged; 0 if none are at hand.
    [[nodiscard]] std::uint64_t verdicts_of() const;

    /// At most `limit` rows. Errors: live.cursor (invalid: of a size of the log that this audience does not see yet);
    /// live.no_verdicts (busy: a ruling is asked for, and none are at hand).
    [[nodiscard]] Result<LivePage> page(const LiveQuery& query, std::size_t limit) const;
    /// Calls with each row until it answers false. Errors: as page.
    Result<void> each(const LiveQuery& query, const std::function<bool(const LiveIncident&)>& row) const;
    /// The incident or report of that id ("<entry>/<n>"), if this audience sees it.
    [[nodiscard]] std::optional<LiveIncident> find(std::string_view id) const;
    /// How many rows its pages have together, `after` and `skip` left aside: quicker than counting. Errors: as page.
    [[nodiscard]] Result<std::size_t> matching(const LiveQuery& query) const;
    /// How many match: surely, and possibly. Errors: as page.
    [[nodiscard]] Result<Range> count(const LiveQuery& query) const;
    /// The same by group. What may belong to several groups is possible in each, certain in none. Errors: as page.
    [[nodiscard]] Result<std::map<LiveGroup, Range>> count(const LiveQuery& query, const LiveGrouping& by) const;
    /// Calls with each row that may match, whole as a page shows it, and whether it surely does, in no order. Errors: as page.
    Result<void> tally(const LiveQuery& query, const std::function<void(const LiveIncident&, Truth)>& take) const;

private:
    struct Seen;
    std::unique_ptr<Seen> seen_;
};

}  // namespace truce
