/// Who looks, and how finely a record may be shown to them then: the profile's disclosures as one value. Whatever reads the register
/// for somebody (live_register.hpp) goes through one, so what an audience may not see is not in what it asks.
///
///   the public       what was recorded before the last publication tick; of a register that is public itself everything, of another
///                    what `PublicDisclosure` lets out, as coarsely as the profile's entry "public" says; no names, no source's ids
///   a participant    what is recorded. Of a register that is public itself everything; of its own register what the entry "finder"
///                    says; of another's
///                      - before the delay of the entry "mechanism": nothing
///                      - what surely is not about it: as finely as "mechanism"
///                      - what is said to be about it or its forces: as finely as "party_concerned" after that entry's delay,
///                        before it as the coarser of the two
///                      - what may be about it, because nobody is named or a name is not known: never finer than either
///
///   an outsider   an institution that holds no role: its own register as it was filed, else what the public is shown
///
/// Delays of the public count from the end of what a record describes, the others from its recording. An entry that the profile
/// lacks: nothing for the public; district at once for "mechanism"; nothing of its own for "party_concerned"; exact for "finder".
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "truce/agreement/profile.hpp"
#include "truce/agreement/terms.hpp"
#include "truce/base/result.hpp"
#include "truce/publish/disclosure.hpp"

namespace truce {

/// How finely a record is shown, coarsest first.
enum class Fineness : std::uint8_t {
    hidden,     ///< that it exists is not told
    placeless,  ///< everything but the place
    division,   ///< the divisions of the profile that it may lie in
    area,       ///< the areas of the atlas that it may lie in
    cell,       ///< the 5-km cell of its middle, and about how uncertain that is
    exact,      ///< as it was filed
};
std::string_view name_of(Fineness detail);

/// Whether a record is about a participant or its forces.
enum class Concern : std::uint8_t { no, possible, named };

/// What decides how finely a record is shown, besides who looks.
struct Disclosable {
    const Register* reg = nullptr;
    Instant end;          ///< of what it describes, exclusive
    Instant recorded_at;  ///< its version
    Concern concern = Concern::possible;
};

/// A value. Profile and terms are held by it.
class Onlooker {
public:
    /// As of the last publication tick at or before `now`.
    static Onlooker public_at(std::shared_ptr<const Profile> profile, Instant now);
    /// Errors: onlooker.no_role (forbidden) if it holds no role then.
    static Result<Onlooker> participant(std::shared_ptr<const Profile> profile, std::shared_ptr<const Terms> terms, std::string id,
                                        Instant now);

    static Onlooker outsider(std::shared_ptr<const Profile> profile, std::string id, Instant now);

    /// Is told no more than the public, but of its own register.
    [[nodiscard]] bool is_public() const { return participant_.empty(); }
    /// "" of the public and of outsiders.
    [[nodiscard]] const std::string& id() const { return participant_; }
    /// Records of entries recorded before it, and nothing later, exist for this audience. Of the public: the tick.
    [[nodiscard]] Instant recorded_before() const { return recorded_before_; }
    /// "public", "participant:ID" or "outsider:ID": whose answers may be kept for each other.
    [[nodiscard]] std::string name() const;

    [[nodiscard]] Fineness detail(const Disclosable& record) const;
    /// Whether it is told who is said to have done it or suffered it, and the source's id, of a register's records.
    [[nodiscard]] bool names(const Register& reg) const { return reg.published || !is_public() || is_outsiders(reg); }
    /// Whether every record of the register that it is shown at all is shown as `exact`.
    [[nodiscard]] bool all_exact(const Register& reg) const;

    /// Whether a record is about the participant as far as these, its possible actors or its possible targets, say; of both together
    /// the greater. Of the public: no.
    [[nodiscard]] Concern concern(const std::vector<std::string>& names) const;

private:
    struct Rule {
        Fineness detail = Fineness::hidden;
        std::int64_t delay_us = 0;
    };
    Onlooker(std::shared_ptr<const Profile> profile, Instant now);
    [[nodiscard]] bool is_outsiders(const Register& reg) const { return !outsider_.empty() && reg.recorder == outsider_; }
    std::shared_ptr<const Profile> profile_;
    std::shared_ptr<const Terms> terms_;  ///< of participants
    std::string participant_;
    std::string outsider_;
    Instant recorded_before_;
    PublicDisclosure public_;
    Rule for_public_, mechanism_, concerned_, finder_;
    bool has_concerned_ = false;
    std::vector<std::string> surely_its_;    ///< actors of the terms, ascending
    std::vector<std::string> possibly_its_;  ///< likewise; holds the others, too
};

/// The last multiple of the profile's tick at or before `t`.
Instant publication_tick(const Profile& profile, Instant t);

}  // namespace truce
