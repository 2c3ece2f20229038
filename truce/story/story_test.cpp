#include "truce/story/story.hpp"

#include <gtest/gtest.h>

#include <filesystem>

#include "tests/checkout.hpp"
#include "truce/base/file.hpp"
#include "truce/story/play.hpp"
#include "truce/story/story_map.hpp"

namespace truce {
namespace {

const Path folder = Path(checkout) / "scenarios";

constexpr std::string_view head =
    "# A title\n\nWhat it is\nabout.\n\nclock: -02:00\nprofile: ../examples/exercise/profile.toml\nterms: "
    "../examples/exercise/terms.toml\n\n"
    "2023-06-10\n";

std::string refusal(std::string_view text) {
    const auto read = parse_story(text, "s.txt");
    return read ? "read" : read.error().id + " at " + read.error().where;
}

StoryStep step(std::string_view text) {
    auto read = parse_story_step(text, {-7200, {}});
    EXPECT_TRUE(read.ok()) << read.error().text();
    return std::move(read).value();
}

std::vector<std::string> failures(const std::string& lines) {
    const auto story = parse_story(std::string(head) + lines, "s.txt");
    EXPECT_TRUE(story.ok()) << story.error().text();
    const auto stage = set_stage(*story, folder);
    EXPECT_TRUE(stage.ok()) << stage.error().text();
    return play(*story, *stage).failures;
}

const std::string opened =
    "  09:00 aldmere opens the case (case), of i-1, attributed to southern-assembly, happened 2023-06-09 08:00 to 2023-06-09 09:00: fire\n";

TEST(Story_, a_head_and_lines_become_what_they_say) {
    const auto story = parse_story(std::string(head) + opened +
                                       "  10:00 aldmere gives notice (n1),\n        to borvik\n        and southern-assembly: in\n        "
                                       "words\n  then the status is open\n",
                                   "s.txt");
    ASSERT_TRUE(story.ok()) << story.error().text();
    EXPECT_EQ(story->title, "A title");
    EXPECT_EQ(story->about, "What it is about.");
    EXPECT_EQ(story->settings.size(), 2U);
    ASSERT_EQ(story->lines.size(), 3U);
    const auto& notice = std::get<StoryStep>(story->lines[1]);
    EXPECT_EQ(format(notice.at), "2023-06-10T12:00:00Z");
    EXPECT_EQ(notice.body.to, (std::vector<std::string>{"borvik", "southern-assembly"}));
    EXPECT_EQ(notice.body.text, "in words");
    EXPECT_EQ(notice.label, "n1");
    EXPECT_EQ(std::get<StoryClaim>(story->lines[2]).words, (std::vector<std::string>{"the", "status", "is", "open"}));
}

TEST(Story_, every_step_has_its_sentence) {
    for (const StepRow& row : step_rows()) EXPECT_EQ(step("aldmere " + std::string(row.phrase)).body.kind, row.kind) << row.phrase;
    const StoryStep fact = step("borvik finds as a fact (f), that actor is ridge-company or ashen-circle, as highly probable, from b-1");
    EXPECT_EQ(fact.body.values, (std::vector<std::string>{"ashen-circle", "ridge-company"}));
    EXPECT_EQ(fact.body.confidence, Confidence::highly_probable);
    EXPECT_EQ(step("a finds as a fact, that rounds_heard is 3 to 5").body.range, (std::pair<std::int64_t, std::int64_t>{3, 5}));
    EXPECT_EQ(step("a finds as a fact, that where is within 2.5 km of -18.1 -27.24").body.where,
              Region::circle(LatLon::create(-181'000'000, -272'400'000).value(), 2'500'000));
    EXPECT_EQ(step("a finds as a fact, that where is EX-NW or EX-CE").body.where, Region::areas({"EX-CE", "EX-NW"}));
    const StoryStep vote = step("castane votes (v), objecting, on case.closed");
    EXPECT_EQ(vote.body.choice, Choice::object);
    EXPECT_EQ(vote.body.on, "case.closed");
    const StoryStep relayed = step("mediator-office replies, on behalf of northern-council, by telephone: we deny it");
    EXPECT_EQ(relayed.body.relay, (Relay{"northern-council", "by telephone", ""}));
}

TEST(Story_, what_cannot_be_read_is_refused_with_its_line) {
    const std::string good(head);
    EXPECT_EQ(refusal("no title\n"), "story.title at s.txt:1");
    EXPECT_EQ(refusal(""), "story.title at s.txt");
    EXPECT_EQ(refusal("# t\nclock: two hours\n"), "story.setting at s.txt:2");
    EXPECT_EQ(refusal("# t\n  09:00 a replies: x\n"), "story.order at s.txt:2");
    EXPECT_EQ(refusal(good + "  09:00 aldmere shoots back: x\n"), "story.phrase at s.txt:11");
    EXPECT_EQ(refusal(good + "  09:00 aldmere replies, unto n1: x\n"), "story.word at s.txt:11");
    EXPECT_EQ(refusal(good + "  09:00 aldmere replies (n1: x\n"), "story.value at s.txt:11");
    EXPECT_EQ(refusal(good + "  25:00 aldmere replies: x\n"), "story.value at s.txt:11");
    EXPECT_EQ(refusal(good + "  09:00 aldmere replies, of n1: x\n"), "story.word at s.txt:11");
    EXPECT_EQ(refusal(good + "  09:00 a finds as a fact, that actor\n"), "story.value at s.txt:11");
    EXPECT_EQ(refusal(good + "  09:00 a finds as a fact, as sure\n"), "story.value at s.txt:11");
    EXPECT_EQ(refusal(good + "  09:00 a opens the case, happened 2023-06-09 to 2023-06-09\n"), "story.value at s.txt:11");
    EXPECT_EQ(refusal(good + "  09:00 a replies: x\n  08:00 b replies: x\n"), "story.order at s.txt:12");
    EXPECT_EQ(refusal(good + "  09:00 a replies: x\n\n2023-06-09\n"), "story.order at s.txt:13");
    EXPECT_EQ(refusal(good + "is refused: case.role\n"), "story.phrase at s.txt:11");
    EXPECT_EQ(refusal(good + "\nhappily ever after\n"), "story.phrase at s.txt:12");
}

TEST(Story_, what_does_not_come_out_is_said) {
    EXPECT_TRUE(failures(opened + "  then the status is open\n").empty());
    EXPECT_EQ(failures(opened + "  then the status is agreed\n"),
              std::vector<std::string>{"12: \"then the status is agreed\": it is open"});
    EXPECT_EQ(failures(opened + "  then all is well with everybody\n"),
              std::vector<std::string>{"12: \"then all is well with everybody\": nobody understands it"});
    EXPECT_EQ(failures("  then the status is open\n"), std::vector<std::string>{"11: \"then the status is open\": no case is open"});
    EXPECT_EQ(failures(opened + "  09:30 isles-forum demands, to borvik: x\n").size(), 1U);
    EXPECT_TRUE(failures(opened + "  09:30 isles-forum demands, to borvik: x\n  is refused: case.role\n").empty());
    EXPECT_EQ(failures(opened + "  09:30 isles-forum demands, to borvik: x\n  is refused: case.phase\n").size(), 1U);
    EXPECT_EQ(failures(opened + "  09:30 aldmere demands, to borvik: x\n  is refused: case.role\n"),
              std::vector<std::string>{"12: the step is accepted, not refused by case.role"});
    for (const char* claim :
         {"the case is closed", "the position of aldmere is confirmed", "nothing is due", "due from borvik is reply.given",
          "overdue from borvik is finding.signed", "southern-assembly may be named from 2023-06-10 09:00",
          "the verdict of borvik is violation", "the verdict of borvik on c9 is violation", "the pivot of aldmere and borvik is where",
          "flagged is borvik", "the link l is accepted", "the incident i-1 leads to i-2", "agreed against borvik are 1", "n1 is confirmed",
          "the vote on case.closed is decided", "the vote on link.proposed is decided", "opinions about case are borvik",
          "the bulletin of today says it"}) {
        EXPECT_EQ(failures(opened + "  then " + claim + "\n").size(), 1U) << claim;
    }
}

TEST(Story_, a_stage_needs_a_profile_terms_and_words_that_are_there) {
    const auto set = [](std::string_view settings) {
        const auto story = parse_story("# t\n" + std::string(settings), "s.txt");
        EXPECT_TRUE(story.ok());
        const auto stage = set_stage(*story, folder);
        return stage ? "set" : stage.error().id;
    };
    const std::string profile = "profile: ../examples/exercise/profile.toml\n";
    EXPECT_EQ(set("about nothing\n"), "story.setting");
    EXPECT_EQ(set(profile), "story.setting");
    EXPECT_EQ(set(profile + "terms: ../examples/exercise/terms.toml\n"), "set");
    EXPECT_EQ(set(profile + "terms: ../examples/exercise/terms.toml, where \"inside(nowhere)\" reads \"inside(pocket)\"\n"),
              "story.setting");
    EXPECT_EQ(set(profile + "terms: ../examples/exercise/terms.toml, where \"inside(pocket)\n"), "story.setting");
}

// ---- maps, reports, bulletins --------------------------------------------------------------------------------

TEST(Story_, a_letter_of_the_map_is_the_middle_of_its_square) {
    const auto points = parse_story_map("2 km a square, top left at -18.60 -28.60\n. . M\n.A.");
    ASSERT_TRUE(points.ok()) << points.error().text();
    const LatLon corner = LatLon::parse("-18.60", "-28.60").value();
    EXPECT_EQ(points->size(), 2U);
    EXPECT_EQ(points->at("M"), destination(destination(corner, 180'000, 1'000'000), 90'000, 5'000'000));
    EXPECT_NEAR(static_cast<double>(distance_mm(points->at("M"), points->at("A"))), 2'828'427, 500) << "a square down, a square left";
}

TEST(Story_, a_map_that_cannot_be_read_is_refused) {
    const std::string first = "2 km a square, top left at -18.60 -28.60\n";
    for (const std::string& text : {std::string("a small map"), first, first + ". .", first + "A .\n.", first + "A A", first + "A #",
                                    std::string("200 km a square, top left at 0 0\nA"), std::string("0 km a square, top left at 0 0\nA")}) {
        const auto read = parse_story_map(text);
        ASSERT_FALSE(read.ok()) << text;
        EXPECT_EQ(read.error().id, "story.map") << text;
    }
    EXPECT_EQ(parse_story_map("2 km a square, top left at -98 0\nA").error().id, "geo.latitude");
    EXPECT_EQ(refusal("# t\nmap: nowhere\n"), "story.map at s.txt:2");
}

TEST(Story_, a_report_is_told_by_its_recorder) {
    const StoryFrame frame{-7200, {{"A", LatLon{-186'000'000, -286'000'000}}}};
    const auto read = parse_story_report(
        "aldmere corrects the report a-1, of its own side, happened 2023-06-09 08:00 to 2023-06-09 09:00, at within 1 km of A, that act is "
        "mortar, "
        "that rounds_heard is 2 to 4: Corrow",
        frame);
    ASSERT_TRUE(read.ok()) << read.error().text();
    EXPECT_EQ(read->author, "aldmere");
    EXPECT_EQ(read->source_id, "a-1");
    EXPECT_EQ(read->deed, StoryReport::Deed::corrects);
    EXPECT_TRUE(read->own_side);
    EXPECT_EQ(read->where, Region::circle(frame.points.at("A"), 1'000'000));
    EXPECT_EQ(read->place, "Corrow");
    EXPECT_EQ(read->facts.size(), 2U);
    for (const char* bad :
         {"aldmere files the report a-1", "aldmere files the report a-1, happened soon", "aldmere files the report a-1, about n1",
          "aldmere files the report a-1, at within 1 km of Z, happened 2023-06-09 to 2023-06-10"}) {
        EXPECT_FALSE(parse_story_report(bad, frame).ok()) << bad;
    }
}

TEST(Story_, a_register_is_kept_by_its_recorder_alone_and_its_bulletin_is_what_it_holds) {
    const std::string filed =
        "  09:00 aldmere files the report a-1, happened 2023-06-09 08:00 to 2023-06-09 09:00, at EX-NW, that act is mortar\n";
    const std::string later = "  then at 2023-06-13 12:00 the bulletin of 2023-06-09 ";
    EXPECT_TRUE(failures(filed + later + "says Recorded by Aldmere: 1\n").empty());
    EXPECT_TRUE(failures(filed + later + "does not say Recorded by Aldmere: 2\n").empty());
    EXPECT_EQ(failures(filed + later + "says Recorded by Aldmere: 2\n").size(), 1U);
    EXPECT_EQ(failures(filed + later + "does not say Recorded by Aldmere: 1\n").size(), 1U);
    EXPECT_EQ(failures(filed + filed).size(), 1U) << "twice";
    EXPECT_EQ(failures("  09:00 aldmere withdraws the report a-9\n").size(), 1U);
    EXPECT_EQ(failures("  09:00 northern-council files the report n-1, happened 2023-06-09 08:00 to 2023-06-09 09:00\n").size(), 1U);
    EXPECT_EQ(failures("  09:00 aldmere files the report a-1, happened 2023-06-09 08:00 to 2023-06-09 09:00, that act is sorcery\n").size(),
              1U);
    EXPECT_EQ(failures(filed + "  09:05 aldmere withdraws the report a-1\n" + later + "says Recorded by Aldmere: 1\n").size(), 1U);
}

// ---- the stories themselves ---------------------------------------------------------------------------------

std::vector<std::string> stories() {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder.string())) {
        if (entry.path().extension() == ".txt") names.push_back(entry.path().stem().string());
    }
    std::ranges::sort(names);
    return names;
}

class Stories : public ::testing::TestWithParam<std::string> {};

TEST_P(Stories, comes_out_as_written) {
    const std::string file = GetParam() + ".txt";
    const auto text = read_file(folder / file);
    ASSERT_TRUE(text.ok()) << text.error().text();
    const auto story = parse_story(*text, file);
    ASSERT_TRUE(story.ok()) << story.error().text();
    EXPECT_FALSE(story->about.empty()) << "a story says what it is about";
    const auto stage = set_stage(*story, folder);
    ASSERT_TRUE(stage.ok()) << stage.error().text();
    const Played played = play(*story, *stage);
    for (const std::string& failure : played.failures) ADD_FAILURE() << file << ":" << failure;
    EXPECT_TRUE(std::ranges::any_of(story->lines, [](const StoryLine& line) { return std::holds_alternative<StoryClaim>(line); }));

    Docket again;
    for (const Step& step : played.steps) ASSERT_TRUE(again.apply(*stage->rules, step).ok()) << step.id;
    ASSERT_EQ(again.cases().size(), played.docket.cases().size());
    for (const auto& [id, file_of] : played.docket.cases())
        EXPECT_EQ(again.find(id)->positions(*stage->rules), file_of.positions(*stage->rules));
}

INSTANTIATE_TEST_SUITE_P(All, Stories, ::testing::ValuesIn(stories()), [](const auto& story) {
    std::string name = story.param;
    std::ranges::replace(name, '-', '_');
    return name;
});

}  // namespace
}  // namespace truce
