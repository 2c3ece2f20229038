#include "truce/mechanism/case_fixture_test.hpp"

#include "tests/checkout.hpp"

namespace truce::testing {

void CaseTest::SetUp() {
    const Path example = Path(checkout) / "examples/exercise";
    FoundingRequest request{example / "terms.toml",
                            example / "profile.toml",
                            {},
                            {"mediator-office", "aldmere", "borvik", "castane", "northern-council", "isles-forum"},
                            "sqlite:truce.db",
                            folder_.path() / "head",
                            {}};
    Problems problems;
    const auto founded = found_mechanism(store(), request, clock_, *random_, problems);
    ASSERT_TRUE(founded.ok()) << founded.error().text();
}

}  // namespace truce::testing
