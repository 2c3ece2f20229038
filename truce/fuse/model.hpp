/// Models: what each level is worth, between which two sources. A fitted model is frozen; every link names it.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "truce/base/json_names.hpp"
#include "truce/base/result.hpp"
#include "truce/fuse/evidence.hpp"

namespace truce {

/// Thousandths of a bit. Integers, so that sums do not depend on their order nor on the machine.
using Millibits = std::int32_t;

/// One value for each level of each field; `silent` is always worth 0.
using LevelTable = std::array<Millibits, level_count>;

/// How likely a link of a given score is right: a logistic curve in bits,
/// P = 1 / (1 + 2^-(offset + slope * score)), slope > 0. Fitted without labels (see learn.hpp).
struct Calibration {
    double slope = 1;
    Millibits offset = 0;
    [[nodiscard]] double probability(Millibits score) const;
};

struct Model {
    /// 1 is the shipped one; whoever fits another gives it the next number of his register of models.
    std::uint32_t number = 1;
    std::string made_from;  ///< for people: "shipped", "908 sightings of 3 sources, without labels"
    LevelTable pooled{};    ///< for pairs of sources that the model has not seen
    std::map<std::pair<std::string, std::string>, LevelTable> pairs;  ///< sources in ascending order
    /// A link is taken at this score and above.
    Millibits threshold = 0;
    /// What two members of different sources count that are no candidates of each other, or score even less.
    Millibits absent = -8'000;
    Calibration calibration;
    Frequencies frequencies;

    [[nodiscard]] const LevelTable& table(const std::string& a, const std::string& b) const;
    /// Sum over fields; the fields' own parts, if wanted, into `parts`.
    [[nodiscard]] static Millibits score(const LevelTable& table, const EvidenceLevels& comparison,
                                         std::array<Millibits, field_count>* parts = nullptr);
};

/// The tables to start from where nothing has been learnt: distances between the places that two independently coded real
/// registers give for one incident, and cautious guesses for the rest; docs/methods/fusion.md lists them.
Model shipped_model();

/// Canonical JSON, and back with equal bytes. Errors: fuse.model naming the member, and those of check().
Json to_json(const Model& model);
Result<Model> model_from_json(const Json& value);

/// Errors: fuse.model if a curve does not rise, if a nearer level is worth less than a farther one of the same field, or if
/// the nearest level counts against a link (m below u).
Result<void> check(const Model& model);

}  // namespace truce
