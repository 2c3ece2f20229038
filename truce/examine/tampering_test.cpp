// Every step that somebody could take in some state, spoilt in every way that a file can see by itself: each way is refused with one code
// of its own, whatever the step, the role and the state. Keys, chains and signatures are the record's and are tested there.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <functional>

#include "truce/base/json.hpp"
#include "truce/examine/furnished_case.hpp"

namespace truce {
namespace {

using namespace invented_case;
using K = StepKind;

struct Spoil {
    const char* how;
    const char* code;
    Errc errc;
    std::function<bool(const CaseFile&, Step&)> spoil;  ///< false: this step cannot be spoilt so
};

const std::vector<Spoil>& spoils() {
    static const std::vector<Spoil> all{
        {"an entry that is in the file already", "case.step_twice", Errc::conflict,
         [](const CaseFile& file, Step& step) {
             step.id = file.steps().back().id;
             return true;
         }},
        {"of another case", "case.other", Errc::invalid,
         [](const CaseFile&, Step& step) {
             step.body.case_id = "s999";
             return true;
         }},
        {"dated back", "case.clock", Errc::invalid,
         [](const CaseFile& file, Step& step) {
             step.recorded_at = Instant{file.steps().back().recorded_at.us - 1};
             return true;
         }},
        {"by one who takes no part", "case.not_participant", Errc::forbidden,
         [](const CaseFile&, Step& step) {
             step.author = "stranger";
             return true;
         }},
        {"by one whose role has ended", "case.no_role", Errc::forbidden,
         [](const CaseFile&, Step& step) {
             step.author = "former";
             return true;
         }},
        {"knowing an older phase", "case.phase", Errc::conflict,
         [](const CaseFile&, Step& step) {
             step.body.phase = "s0";
             return true;
         }},
        {"replacing another's word", "case.replaces", Errc::conflict,
         [](const CaseFile& file, Step& step) {
             step.body.replaces = file.id();
             return row_of(step.body.kind).slot != Slot::none;
         }},
        {"about a step that is not there", "case.about", Errc::not_found,
         [](const CaseFile&, Step& step) {
             if (row_of(step.body.kind).about.empty()) return false;
             step.body.about = "s0";
             return true;
         }},
        {"addressed to an armed force", "case.addressee", Errc::invalid,
         [](const CaseFile&, Step& step) {
             if (step.body.to.empty()) return false;
             step.body.to = {"reed-battalion"};
             return true;
         }},
        {"filed for another, though it is nobody else's to file", "case.no_relay", Errc::forbidden,
         [](const CaseFile&, Step& step) {
             if (row_of(step.body.kind).relayed) return false;
             step.author = "office";
             step.body.relay = Relay{"beta", "by telephone", ""};
             return true;
         }},
        {"with a member of no meaning", "step.member", Errc::invalid,
         [](const CaseFile&, Step& step) {
             step.body.accused = {"north"};
             return step.body.kind != K::case_opened;
         }},
        {"without its words", "step.member", Errc::invalid,
         [](const CaseFile&, Step& step) {
             const auto& uses = row_of(step.body.kind).members;
             step.body.text.clear();
             return std::ranges::any_of(uses, [](const MemberUse& use) { return use.member == StepMember::text && use.required; });
         }},
    };
    return all;
}

TEST(Tampering, every_allowed_step_by_everybody_in_every_state_is_refused_once_it_is_spoilt) {
    const CaseRules rules = invented_case::rules();
    std::map<std::string, std::size_t> tried;
    for (const FileState state : file_states) {
        Desk desk = furnished(rules, state);
        for (const StepRow& row : step_rows()) {
            for (const std::string& who : people) {
                const Step good = next_step(desk, who, row.kind);
                if (!desk.file().admits(rules, good)) continue;
                for (const Spoil& one : spoils()) {
                    Step bad = good;
                    if (!one.spoil(desk.file(), bad)) continue;
                    const auto refused = desk.file().admits(rules, bad);
                    ASSERT_FALSE(refused.ok()) << row.name << " by " << who << " is taken though it is " << one.how;
                    EXPECT_EQ(refused.error().id, one.code)
                        << row.name << " by " << who << ", " << one.how << ": " << refused.error().text();
                    EXPECT_EQ(refused.error().code, one.errc) << row.name;
                    ++tried[one.how];
                }
            }
        }
    }
    for (const Spoil& one : spoils()) EXPECT_GT(tried[one.how], 20U) << one.how;
}

TEST(Tampering, a_time_to_come_is_refused_wherever_a_step_tells_a_time) {
    const CaseRules rules = invented_case::rules();
    std::size_t tried = 0;
    for (const FileState state : file_states) {
        Desk desk = furnished(rules, state);
        for (const std::string& who : people) {
            Step step = next_step(desk, who, K::fact_asserted);
            step.body.attribute = "when";
            step.body.values.clear();
            step.body.when = hours(happened, happened + 1);
            step.body.replaces = desk.file().standing(step.body, who);
            if (!desk.file().admits(rules, step)) continue;
            step.body.when = Interval{step.recorded_at, Instant{step.recorded_at.us + 1}};
            EXPECT_EQ(desk.file().admits(rules, step).error().id, "case.future") << who;
            ++tried;
        }
    }
    EXPECT_GT(tried, 5U);
}

TEST(Tampering, every_refusal_names_the_step_says_what_is_wrong_and_what_to_do_and_each_code_means_one_thing) {
    const CaseRules rules = invented_case::rules();
    std::map<std::string, std::set<Errc>> meanings;
    for (const FileState state : file_states) {
        Desk desk = furnished(rules, state);
        for (const StepRow& row : step_rows()) {
            for (const std::string& who : people) {
                const Step step = next_step(desk, who, row.kind);
                const auto admitted = desk.file().admits(rules, step);
                if (admitted) continue;
                const Error& refused = admitted.error();
                EXPECT_EQ(refused.where, step.id) << refused.text();
                EXPECT_FALSE(refused.what.empty()) << refused.text();
                EXPECT_FALSE(refused.remedy.empty()) << refused.text();
                EXPECT_TRUE(refused.id.starts_with("case.")) << refused.text();
                meanings[refused.id].insert(refused.code);
            }
        }
    }
    EXPECT_GE(meanings.size(), 9U);
    for (const auto& [id, codes] : meanings) EXPECT_EQ(codes.size(), 1U) << id;
}

RC_GTEST_PROP(Tampering, a_body_altered_by_a_byte_is_refused_or_is_another_step, ()) {
    const CaseRules rules = invented_case::rules();
    Desk desk = furnished(rules, FileState::open);
    const auto kind = static_cast<K>(*rc::gen::inRange(0, static_cast<int>(step_rows().size())));
    const Step step = next_step(desk, "alpha", kind);
    const std::string bytes = canonical(to_json(step.body)).value();
    RC_ASSERT(read_step(bytes).value() == step.body);
    std::string altered = bytes;
    const auto at = static_cast<std::size_t>(*rc::gen::inRange(0, static_cast<int>(bytes.size())));
    const char byte = *rc::gen::inRange<char>(' ', '\x7f');
    switch (*rc::gen::inRange(0, 3)) {
        case 0: altered[at] = byte; break;
        case 1: altered.insert(at, 1, byte); break;
        default: altered.erase(at, 1); break;
    }
    RC_PRE(altered != bytes);
    const auto read = read_step(altered);
    if (read) {
        RC_ASSERT(!(*read == step.body));
    } else {
        RC_ASSERT(read.error().id.starts_with("json.") || read.error().id.starts_with("step.") || read.error().id.starts_with("geo."));
        RC_ASSERT(!read.error().what.empty());
    }
}

}  // namespace
}  // namespace truce
