#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <set>

#include "tests/checkout.hpp"
#include "truce/agreement/form.hpp"
#include "truce/agreement/profile.hpp"
#include "truce/agreement/terms.hpp"
#include "truce/base/file.hpp"
#include "truce/base/json.hpp"

namespace truce {
namespace {

const Path root(checkout);

/// What a file of the repository must say. With TRUCE_UPDATE set in the environment it is written instead, for a
/// person to read the difference.
void expect_file(const Path& path, const std::string& content) {
    if (std::getenv("TRUCE_UPDATE") != nullptr) {
        ASSERT_TRUE(write_file_atomically(path, content).ok());
        return;
    }
    const auto found = read_file(path);
    ASSERT_TRUE(found.ok()) << found.error().text();
    EXPECT_TRUE(*found == content) << path
                                   << " is not what the code gives: run agreement_test with TRUCE_UPDATE=1 and look at the difference";
}

/// A document must hold the tables of a form between two marks.
void expect_tables(const Path& path, const Form& form) {
    constexpr std::string_view begin = "<!-- tables of truce/agreement/form.cpp -->\n";
    constexpr std::string_view end = "<!-- end of tables -->";
    const auto text = read_file(path);
    ASSERT_TRUE(text.ok()) << text.error().text();
    const std::size_t from = text->find(begin);
    const std::size_t to = text->find(end);
    ASSERT_TRUE(from != std::string::npos && to != std::string::npos) << path;
    expect_file(path, text->substr(0, from + begin.size()) + "\n" + markdown(form) + text->substr(to));
}

class Syria : public ::testing::Test {
protected:
    void SetUp() override {
        Problems problems;
        auto profile = read_profile_file(root / "examples/syria-2017/profile.toml", problems);
        ASSERT_TRUE(profile.ok()) << problems.front().text();
        profile_ = std::make_unique<ProfileDocument>(std::move(profile).value());
        auto terms = read_terms_file(root / "examples/syria-2017/terms.toml", *profile_->profile, problems);
        ASSERT_TRUE(terms.ok()) << problems.front().text();
        terms_ = std::make_unique<TermsDocument>(std::move(terms).value());
    }
    std::unique_ptr<ProfileDocument> profile_;
    std::unique_ptr<TermsDocument> terms_;
};

TEST_F(Syria, the_record_can_rebuild_both_documents) {
    Problems problems;
    const auto profile = profile_from_canonical(profile_->canonical, profile_->files, problems);
    ASSERT_TRUE(profile.ok()) << profile.error().text();
    EXPECT_EQ(profile->digest, profile_->digest);
    const auto terms = terms_from_canonical(terms_->canonical, terms_->files, *profile->profile, problems);
    ASSERT_TRUE(terms.ok()) << terms.error().text();
    EXPECT_EQ(terms->digest, terms_->digest);
    EXPECT_EQ(canonical(*parse_canonical(terms_->canonical)).value(), terms_->canonical);
}

TEST_F(Syria, what_would_be_signed_is_what_was_reviewed) {
    expect_file(root / "truce/agreement/testdata/syria-2017.sha256",
                fmt::format("{}  profile\n{}  terms\n", profile_->digest.hex(), terms_->digest.hex()));
}

TEST_F(Syria, it_is_shown_as_a_lawyer_would_read_it) {
    expect_file(root / "truce/agreement/testdata/syria-2017.profile.txt", show(*profile_->profile, "en"));
    expect_file(root / "truce/agreement/testdata/syria-2017.terms.txt", show(terms_->terms, *profile_->profile, "en"));
}

TEST_F(Syria, the_show_carries_the_marks_and_says_whose_reading_it_is) {
    const std::string text = show(terms_->terms, *profile_->profile, "en");
    for (const std::string_view part : {"j1  [RECONSTRUCTED]", "p1  [DRAFT]", "draft, never in force", "line not agreed", "DISPUTED by",
                                        "x1 not shown", "Reconstruction from public sources (reconstruction) alone",
                                        "in force from 2016-12-30T00:00:00+02:00", "in force from 2017-05-05T00:00:00+03:00"}) {
        EXPECT_NE(text.find(part), std::string::npos) << part;
    }
}

/// Whom each instrument is said to bind, and how surely.
std::set<std::string> signatories(const Terms& terms, std::string_view instrument) {
    std::set<std::string> out;
    for (const Edge& edge : terms.edges) {
        if (edge.relation == Relation::signatory_of && edge.to == instrument) out.insert(edge.from + (edge.disputed_by.empty() ? "" : "?"));
    }
    return out;
}

TEST_F(Syria, each_instrument_has_its_own_signatories) {
    const Terms& terms = terms_->terms;
    EXPECT_EQ(signatories(terms, "ceasefire-2016"),
              (std::set<std::string>{"ahrar-al-sham?", "faylaq-al-sham", "jabhat-al-shamiya", "jaysh-al-islam", "jaysh-al-mujahidin",
                                     "jaysh-idlib", "syria-gov", "thuwar-al-sham"}));
    EXPECT_EQ(signatories(terms, "mechanism-2016"), (std::set<std::string>{"ru", "tr"}));
    EXPECT_EQ(signatories(terms, "astana-statement"), (std::set<std::string>{"ir", "ru", "tr"}));
    EXPECT_EQ(signatories(terms, "deescalation-2017"), (std::set<std::string>{"ir", "ru", "tr"}));
    EXPECT_TRUE(signatories(terms, "joint-fight").empty());
    EXPECT_TRUE(signatories(terms, "protocol-draft-2017").empty());
}

TEST_F(Syria, nobody_is_given_a_signature_and_nothing_is_quoted) {
    for (const Instrument& instrument : terms_->terms.instruments) {
        for (const Version& version : instrument.versions) {
            for (const Approval& approval : version.approvals) EXPECT_EQ(approval.kind, ApprovalKind::reported) << instrument.id;
        }
    }
    for (const Clause& clause : terms_->terms.clauses) EXPECT_TRUE(clause.quote.empty()) << clause.id;
    EXPECT_TRUE(profile_->profile->deadlines.empty()) << "no text has one";
}

TEST_F(Syria, the_bulletins_provinces_and_ucdps_governorates_lead_to_divisions) {
    const Profile& profile = *profile_->profile;
    const std::pair<std::string_view, std::string_view> names[]{{"Aleppo", "aleppo"},
                                                                {"Damascus", "damascus"},
                                                                {"Daraa", "daraa"},
                                                                {"Hama", "hama"},
                                                                {"Homs", "homs"},
                                                                {"Idlib", "idlib"},
                                                                {"Latakia", "latakia"},
                                                                {"Quneitra", "quneitra"},
                                                                {"Suwayda", "suwayda"},
                                                                {"Aleppo Governorate", "aleppo"},
                                                                {"Damascus Governorate", "damascus"},
                                                                {"Rif Dimashq Governorate", "damascus"},
                                                                {"Hamah Governorate", "hama"},
                                                                {"As Suwayda Governorate", "suwayda"},
                                                                {"Al Hasakah Governorate", "hasakah"},
                                                                {"Ar Raqqah Governorate", "raqqa"},
                                                                {"Deir ez Zor Governorate", "deir-ez-zor"},
                                                                {"Tartus Governorate", "tartus"},
                                                                {"حلب", "aleppo"},
                                                                {"Дамаск", "damascus"},
                                                                {"Şam", "damascus"}};
    for (const auto& [name, id] : names) {
        const Division* division = profile.division_named(name);
        ASSERT_NE(division, nullptr) << name;
        EXPECT_EQ(division->id, id);
    }
    EXPECT_EQ(profile.division("damascus")->areas, (std::vector<std::string>{"SYR-DI", "SYR-RD"}));
}

TEST_F(Syria, ucdps_sides_lead_to_actors_or_are_left_unknown_on_purpose) {
    const Terms& terms = terms_->terms;
    const std::pair<std::string_view, std::string_view> names[]{{"Government of Syria", "syria-gov"},
                                                                {"Government of Turkey", "tr"},
                                                                {"IS", "isil"},
                                                                {"HTS", "hts"},
                                                                {"Jabhat Fateh al-Sham", "al-nusra"},
                                                                {"Syrian insurgents", "syrian-insurgents"},
                                                                {"Ahrar al-Sham", "ahrar-al-sham"},
                                                                {"Jaysh al-Islam", "jaysh-al-islam"},
                                                                {"Sham Legion", "faylaq-al-sham"},
                                                                {"SDF", "sdf"},
                                                                {"Hawar Kilis Operations Room", "hawar-kilis"},
                                                                {"Southern Front", "southern-front"},
                                                                {"Rahman Corps", "rahman-corps"},
                                                                {"FSA", "fsa"},
                                                                {"Jaysh al-Asha’er", "jaysh-al-ashaer"},
                                                                {"Martyr Lieutenant Ahmed Abdou Brigades", "ahmed-abdou-brigades"},
                                                                {"PKK", "pkk"},
                                                                {"Hezbollah", "hezbollah"}};
    for (const auto& [name, id] : names) {
        const Actor* actor = terms.actor_named(name);
        ASSERT_NE(actor, nullptr) << name;
        EXPECT_EQ(actor->id, id);
    }
    for (const std::string_view name :
         {"Civilians", "Government of Iraq", "Government of Israel", "Government of United States of America", "al-Qaida"}) {
        EXPECT_EQ(terms.actor_named(name), nullptr) << name;
    }
}

TEST_F(Syria, nothing_is_surely_inside_an_area_whose_line_is_not_agreed) {
    for (const TermsArea& area : terms_->terms.areas) {
        EXPECT_EQ(area.area.inner == nullptr, area.status == AreaStatus::line_not_agreed) << area.area.id;
    }
    EXPECT_EQ(terms_->terms.area("combat-operations")->area.outer, nullptr);
}

TEST(Forms, the_schemas_are_those_of_the_reader) {
    expect_file(root / "schema/terms.schema.json", json_schema(terms_form(), "truce-terms/1"));
    expect_file(root / "schema/profile.schema.json", json_schema(profile_form(), "truce-profile/1"));
}

TEST(Forms, the_documents_list_every_key) {
    expect_tables(root / "docs/formats/terms.md", terms_form());
    expect_tables(root / "docs/formats/profile.md", profile_form());
}

}  // namespace
}  // namespace truce
