#include "truce/mechanism/mechanism.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "truce/base/json.hpp"
#include "truce/mechanism/case_tables.hpp"
#include "truce/mechanism/mirror.hpp"
#include "truce/mechanism/received.hpp"
#include "truce/mechanism/state.hpp"
#include "truce/mechanism/talks_tables.hpp"
#include "truce/record/batch.hpp"

namespace truce {
EntryRules& Mechanism::State::rules() {
    if (rules_ && rules_size_ != log->checkpoint().size) rules_.reset();
    if (!rules_) rules_.emplace(*db, &coordination);
    rules_size_ = log->checkpoint().size;
    return *rules_;
}

void Mechanism::State::keep_rules(bool knows_all) {
    if (!knows_all) {
        rules_.reset();
        coordination.forget();
    }
    rules_size_ = log->checkpoint().size;
}

Result<void> sweep_staged(Database& db) {
    TRUCE_ASSIGN(const auto orphans, orphaned_batches(db));
    for (const std::int64_t batch : orphans) TRUCE_TRY(unstage(db, batch));
    return {};
}

Result<void> unstage(Database& db, std::int64_t batch) {
    TRUCE_ASSIGN(Transaction transaction, begin(db));
    TRUCE_TRY(remove_rows(db, batch));
    TRUCE_TRY(sweep_batch(db, batch));
    return transaction.commit();
}

Mechanism::Mechanism(std::unique_ptr<State> state) : state_(std::move(state)) {}
Mechanism::Mechanism(Mechanism&&) noexcept = default;
Mechanism& Mechanism::operator=(Mechanism&&) noexcept = default;
Mechanism::~Mechanism() = default;

const Path& Mechanism::directory() const { return state_->directory; }
Database& Mechanism::db() const { return *state_->db; }

Result<Mechanism> Mechanism::open(const Path& directory, OpenFor mode, Clock& clock, Random& random) {
    auto state = std::make_unique<State>(directory, clock, random);
    TRUCE_ASSIGN(const DirectoryConfig config, read_config(directory));
    if (mode == OpenFor::writing) {
        if (is_mirror(directory)) {
            return Error{Errc::forbidden, "directory.mirror", "this is a mirror: it takes what its log has signed and nothing else",
                         directory.string(), "Write where the log is kept; to rebuild a server from this mirror: truce recover"};
        }
        TRUCE_ASSIGN(state->lock, DirectoryLock::acquire(directory));
    }
    TRUCE_ASSIGN(state->store, open_store(directory, config, mode));
    state->db = state->store.db.get();
    TRUCE_ASSIGN(const std::string origin, LogReader(*state->db).origin());
    if (origin != config.origin) {
        return Error{Errc::corrupt, "directory.other_log",
                     fmt::format("the store holds the log {}, the folder is that of {}", origin, config.origin), directory.string(),
                     "Put the store that belongs to this folder back"};
    }
    if (mode == OpenFor::writing) {
        TRUCE_TRY(create_register_tables(*state->db));
        TRUCE_TRY(open_case_tables(*state->db));
        TRUCE_TRY(open_talks_table(*state->db));
        TRUCE_TRY(open_received_table(*state->db));
        TRUCE_TRY(open_coordination_tables(*state->db));
        TRUCE_ASSIGN(LogSigners signers, read_log_signers(directory));
        TRUCE_TRY(check_witnesses_words(directory, *state->db, signers.checkpoint.public_key()));
        TRUCE_ASSIGN(HeadFile head, head_file_of(config, signers.checkpoint.public_key()));
        TRUCE_ASSIGN(Log log, Log::open(*state->db, std::move(signers), clock, random, std::move(head)));
        state->log.emplace(std::move(log));
        TRUCE_TRY(sweep_staged(*state->db));
        TRUCE_TRY(sweep_attachments(*state->db, Attachments(*state->db, directory / "attachments")));
    }
    return Mechanism(std::move(state));
}

Result<std::uint64_t> Mechanism::size() const {
    TRUCE_ASSIGN(const auto size, db().query_integer("SELECT MAX(size) FROM log_checkpoint"));
    return static_cast<std::uint64_t>(size.value_or(0));
}

Result<Documents> Mechanism::documents(std::uint64_t as_of) const { return load_documents(db(), as_of); }

bool needs_role(std::string_view kind) { return is_filing(kind) || kind == "bulletin.published"; }

Result<void> check_recorder(const Register& reg, std::string_view institution) {
    if (reg.published || reg.recorder == institution) return {};
    return Error{Errc::forbidden, "filing.recorder",
                 fmt::format("the register {} is kept by {}, not by {}", reg.id, reg.recorder, institution), "",
                 fmt::format("Sign with a key of {}", reg.recorder)};
}

Result<void> check_role(const Documents& documents, std::string_view institution, std::string_view kind, Instant when) {
    std::vector<std::string> held;
    for (const Documents::Signed& reading : documents.readings) {
        const Actor* actor = reading.terms->actor(institution);
        if (actor == nullptr) continue;
        for (const DatedRole& dated : actor->roles) {
            if (!dated.valid.contains(when)) continue;
            held.push_back(dated.role);
            for (const Role& role : documents.profile->roles) {
                if (role.id == dated.role && std::find(role.may.begin(), role.may.end(), kind) != role.may.end()) return {};
            }
        }
    }
    std::string may;
    for (const Role& role : documents.profile->roles) {
        if (std::find(role.may.begin(), role.may.end(), kind) != role.may.end()) may += (may.empty() ? "" : ", ") + role.id;
    }
    std::string roles;
    for (const std::string& role : held) roles += (roles.empty() ? "" : ", ") + role;
    return Error{Errc::forbidden, "filing.role",
                 fmt::format("{} holds {} and may not sign {}", institution, roles.empty() ? "no role now" : "the role " + roles, kind), "",
                 may.empty() ? "No role of the profile may" : "The profile allows it to: " + may};
}

Result<Receipt> append_open(Log& log, Database& db, const NoteSigner& key, std::string_view kind, const Json& content,
                            std::vector<std::string> refs, Clock& clock, Random& random) {
    TRUCE_ASSIGN(std::string text, canonical(content));
    Body body;
    body.push_back(Part::make(Audience::public_, std::move(text), random));
    TRUCE_ASSIGN(Commit commit, log.begin());
    const Instant now = clock.now();
    TRUCE_ASSIGN(const Submission submission,
                 compose_entry(LogReader(db), key, OpenHeader{now, std::string(kind), std::move(refs)}, std::move(body), now, random));
    TRUCE_ASSIGN(Receipt receipt, commit.append(submission));
    TRUCE_ASSIGN([[maybe_unused]] const Checkpoint checkpoint, commit.finish());
    return receipt;
}

}  // namespace truce
