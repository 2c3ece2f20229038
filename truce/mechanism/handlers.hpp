/// What the mechanism demands of an entry beyond the record's own rules, and what follows from it: one handler per kind, the
/// same when an entry is appended, when it comes by pouch, and when the record is verified.
///
///   profile.signed, terms.signed      can be read, and name what they amend (documents.hpp)
///   *.filed, bulletin.published       the author's role may sign the kind
///   by service keys, filing.confirmed what was received says how it came, and is confirmed once (received.hpp)
///   steps of case files               the file admits the step (examine/case_file.hpp), under the documents in force at its place
///   steps of the talks                the talks admit it (talks/talks.hpp), likewise
///   steps of coordination             it admits them (coordinate/coordination.hpp), likewise
///   others                            have rules of their own in the record
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "truce/base/result.hpp"
#include "truce/examine/docket.hpp"
#include "truce/mechanism/coordinate_handler.hpp"
#include "truce/mechanism/documents.hpp"
#include "truce/mechanism/received.hpp"
#include "truce/mechanism/talks_handler.hpp"
#include "truce/record/log.hpp"
#include "truce/store/store.hpp"

namespace truce {

/// The documents in force at a place of the log, and the rules of cases that follow from them; read again only when they change.
class DocumentsInForce {
public:
    explicit DocumentsInForce(Database& db) : db_(&db) {}
    /// Those signed below `index`, as long as no call of changed() says that there are others. Errors: those of load_documents.
    Result<const Documents*> at(std::uint64_t index);
    Result<const CaseRules*> rules_at(std::uint64_t index);
    Result<const TalkRules*> talk_rules_at(std::uint64_t index);
    void changed();

private:
    Database* db_;
    std::optional<Documents> documents_;
    std::optional<CaseRules> rules_;
    std::optional<TalkRules> talk_rules_;
};

/// The rules of cases that follow from documents.
CaseRules case_rules(const Documents& documents);

/// Against what the steps of cases are checked.
enum class CaseState : std::uint8_t {
    tables,  ///< the store's own: an entry that is to be appended
    replay,  ///< a docket built from the entries checked so far, beside the tables, which are compared with it
};

class Handlers {
public:
    ///   memory   of coordination; nullptr: one of its own
    Handlers(Database& db, CaseState state, CoordinationMemory* memory = nullptr)
        : db_(&db), in_force_(db), state_(state), talks_(db), received_(db), coordination_(db, memory) {}

    /// Whether the entry may stand at `index`. On replay, entries come in the record's order, each once.
    /// Errors: document.*, filing.role, received.*, step.*, case.*, talks.*, those of Coordination::admits; on replay also *.view.
    Result<void> check(const Entry& entry, std::string_view kind, const Body& body, std::uint64_t index, Instant recorded_at);
    /// After check() has accepted it, in the transaction that appends it: what follows from it. Nothing on replay.
    Result<void> fold(const Entry& entry, std::string_view kind, const Body& body, std::uint64_t index, Instant recorded_at);
    /// On replay: whether the tables hold anything else than what was replayed. Errors: case.view, coordination.view, received.view,
    /// talks.view (corrupt).
    Result<void> finish();

    /// For those that check something besides.
    [[nodiscard]] DocumentsInForce& in_force() { return in_force_; }

private:
    Result<void> check_step(const Entry& entry, const Body& body, std::uint64_t index, Instant recorded_at);
    Result<void> replay_step(const Entry& entry, const Body& body, std::uint64_t index, Instant recorded_at);

    Database* db_;
    DocumentsInForce in_force_;
    CaseState state_;
    TalksHandler talks_;
    ReceivedHandler received_;
    CoordinationHandler coordination_;
    Docket docket_;            ///< replay
    std::uint64_t steps_ = 0;  ///< replayed
    bool unseen_ = false;      ///< replay: some entry is wholly sealed here, so what it allowed is not known
    bool refused_ = false;     ///< replay: some step should not be there
};

}  // namespace truce
