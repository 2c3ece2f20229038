#include "truce/record/keys.hpp"
#include <fmt/format.h>

#include <algorithm>

#include "truce/base/json.hpp"
#include "truce/mechanism/mechanism.hpp"
#include "truce/mechanism/received.hpp"
#include "truce/mechanism/state.hpp"

namespace truce {
namespace {

Body public_body(const Json& content, Random& random) {
    const auto text = canonical(content);
    TRUCE_ASSERT(text.ok());
    return {Part::make(Audience::public_, *text, random)};
}

bool may(const EnrolledKey& key, std::string_view kind) {
    return !key.revoked_at && (key.kinds.empty() || std::find(key.kinds.begin(), key.kinds.end(), kind) != key.kinds.end());
}

/// Refuses to leave an institution without a key that may enrol others: nobody else could give it one.
Result<void> check_not_last(const LogReader& log, const EnrolledKey& going) {
    TRUCE_ASSIGN(const std::vector<EnrolledKey> keys, log.keys());
    const bool another = std::any_of(keys.begin(), keys.end(), [&](const EnrolledKey& key) {
        return key.institution == going.institution && key.key.name != going.key.name && may(key, "key.enrolled");
    });
    if (another || !may(going, "key.enrolled")) return {};
    return Error{Errc::conflict, "key.last", fmt::format("{} would have no key left that may enrol another", going.institution),
                 going.key.name, "Rotate it: truce keys rotate DIR NEW.key --as OLD.key; or enrol another first"};
}

}  // namespace

Result<std::vector<Receipt>> Mechanism::sign(std::span<const OpenStep> steps) {
    TRUCE_ASSERT(state_->log.has_value());
    TRUCE_ASSIGN(Commit commit, state_->log->begin());
    std::vector<Receipt> receipts;
    for (const OpenStep& step : steps) {
        const Instant now = state_->clock.now();
        TRUCE_ASSIGN(
            const Submission submission,
            compose_entry(LogReader(db()), *step.key, OpenHeader{now, std::string(step.kind), step.refs}, step.body, now, state_->random));
        TRUCE_ASSIGN(const Receipt receipt, commit.append(submission));
        if (step.kind == erasure_kind) {
            TRUCE_ASSIGN(const ErasureTarget target, erasure_of(step.body));
            TRUCE_TRY(follow_erasure(db(), target));
        }
        receipts.push_back(receipt);
    }
    TRUCE_ASSIGN([[maybe_unused]] const Checkpoint checkpoint, commit.finish());
    TRUCE_TRY(sweep_attachments(db(), attachments()));
    return receipts;
}

Result<Receipt> Mechanism::enrol_key(const NoteKey& key, const std::vector<std::string>& kinds, const NoteSigner& signer,
                                     std::string_view via) {
    const OpenStep step{&signer, "key.enrolled", public_body(key_enrolled(key, kinds, via), state_->random), {}};
    TRUCE_ASSIGN(const std::vector<Receipt> receipts, sign({&step, 1}));
    return receipts.front();
}

Result<Receipt> Mechanism::confirm_filing(std::string_view word, const NoteSigner& signer) {
    const LogReader log(db());
    TRUCE_ASSIGN(const EnrolledKey key, log.key(signer.public_key().name));
    TRUCE_ASSIGN(const ReceivedFiling filing, find_received(db(), word, key.institution));
    TRUCE_ASSIGN(const StoredEntry stored, log.entry(filing.entry));
    TRUCE_ASSIGN(std::string text, canonical(confirmation_content(filing)));
    // Whoever may read the filing may know whose statement it is.
    Body body;
    body.push_back(Part::make(stored.body.front().audience, std::move(text), state_->random));
    TRUCE_ASSIGN(Submission submission, compose_entry(log, signer, std::nullopt, std::move(body), state_->clock.now(), state_->random));
    TRUCE_ASSIGN(Submitted done, submit(std::move(submission)));
    return std::move(done.receipt);
}

Result<Receipt> Mechanism::revoke_key(std::string_view name, const NoteSigner& signer) {
    const LogReader log(db());
    TRUCE_ASSIGN(const EnrolledKey going, log.key(name));
    TRUCE_TRY(check_not_last(log, going));
    const OpenStep step{&signer, "key.revoked", public_body(key_revoked(going.key), state_->random), {}};
    TRUCE_ASSIGN(const std::vector<Receipt> receipts, sign({&step, 1}));
    return receipts.front();
}

Result<std::vector<Receipt>> Mechanism::rotate_key(const NoteKey& key, std::string_view old_name, const NoteSigner& signer) {
    TRUCE_ASSIGN(const EnrolledKey going, LogReader(db()).key(old_name));
    TRUCE_ASSIGN(const std::string via, service_of(LogReader(db()), going));
    const std::array steps{OpenStep{&signer, "key.enrolled", public_body(key_enrolled(key, going.kinds, via), state_->random), {}},
                           OpenStep{&signer, "key.revoked", public_body(key_revoked(going.key), state_->random), {}}};
    return sign(steps);
}

}  // namespace truce
