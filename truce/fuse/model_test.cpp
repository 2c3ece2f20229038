#include "truce/fuse/model.hpp"

#include <gtest/gtest.h>

#include "truce/base/json.hpp"

namespace truce {
namespace {

TEST(Model, shipped_is_good_and_reads_back_byte_for_byte) {
    Model model = shipped_model();
    ASSERT_TRUE(check(model).ok());
    model.pairs[{"A", "B"}] = model.pooled;
    model.frequencies.words["aleppo"] = 0.25;
    model.frequencies.actor_sets["north\x1fsouth"] = 0.5;
    const auto bytes = canonical(to_json(model));
    ASSERT_TRUE(bytes.ok());
    const auto back = model_from_json(*parse_canonical(*bytes));
    ASSERT_TRUE(back.ok()) << back.error().text();
    EXPECT_EQ(*canonical(to_json(*back)), *bytes);
    EXPECT_EQ(back->table("B", "A"), model.pooled);
    EXPECT_EQ(back->table("B", "C"), model.pooled);
}

TEST(Model, with_a_member_missing_or_wrong_is_refused_by_its_name) {
    const auto refused = [](auto change) {
        JsonObject object = to_json(shipped_model()).as_object();
        change(object);
        const auto model = model_from_json(object);
        EXPECT_FALSE(model.ok());
        return model.ok() ? std::string() : model.error().text();
    };
    EXPECT_NE(refused([](JsonObject& o) { o.erase("threshold"); }).find("threshold"), std::string::npos);
    EXPECT_NE(refused([](JsonObject& o) { o["pooled"].as_array().pop_back(); }).find("pooled"), std::string::npos);
    EXPECT_NE(refused([](JsonObject& o) { o["slope_millionths"] = 0; }).find("slope"), std::string::npos);
    EXPECT_NE(refused([](JsonObject& o) { o["number"] = "2"; }).find("number"), std::string::npos);
    EXPECT_FALSE(model_from_json(Json("model")).ok());
}

TEST(Model, that_learnt_something_else_than_matches_is_refused) {
    const auto refused = [](auto change) {
        Model model = shipped_model();
        change(model);
        const auto checked = check(model);
        EXPECT_FALSE(checked.ok());
        return checked.ok() ? std::string() : checked.error().what;
    };
    EXPECT_NE(refused([](Model& m) { m.pooled.fill(-100); }).find("one spot"), std::string::npos);
    EXPECT_NE(refused([](Model& m) { m.pooled[3] = m.pooled[2] + 1; }).find("farther place"), std::string::npos);
    EXPECT_NE(refused([](Model& m) { m.pooled[31] = 5'000; }).find("later start"), std::string::npos);
    EXPECT_NE(refused([](Model& m) { m.pooled[46] = 9'000; }).find("casualties"), std::string::npos);
    EXPECT_NE(refused([](Model& m) { m.calibration.slope = -1; }).find("more likely"), std::string::npos);
    EXPECT_NE(refused([](Model& m) {
                  m.pairs[{"A", "B"}] = m.pooled;
                  m.pairs[{"A", "B"}][1] = 60'000;
              }).find("A and B"),
              std::string::npos);
}

TEST(Calibration, rises_with_the_score) {
    const Calibration curve = shipped_model().calibration;
    EXPECT_LT(curve.probability(-20'000), 0.01);
    EXPECT_GT(curve.probability(20'000), 0.99);
    EXPECT_LT(curve.probability(1'000), curve.probability(1'001));
}

}  // namespace
}  // namespace truce
