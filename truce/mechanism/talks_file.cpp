#include "truce/mechanism/talks_file.hpp"

#include <fmt/format.h>

#include <map>

#include "truce/base/hash.hpp"
#include "truce/base/json.hpp"
#include "truce/mechanism/talks_composing.hpp"
#include "truce/mechanism/talks_tables.hpp"
#include "truce/mechanism/talks_toml.hpp"

namespace truce {
namespace {

/// Puts ids in the place of labels, wherever a step is named.
Result<void> resolve(JsonObject& body, const std::map<std::string, std::string>& labels) {
    const auto one = [&](Json& value) -> Result<void> {
        if (!value.is_string() || !std::string_view(value.get_string()).starts_with('@')) return {};
        const std::string label(std::string_view(value.get_string()).substr(1));
        const auto found = labels.find(label);
        if (found == labels.end())
            return Error{Errc::not_found, "talks.label", fmt::format("no step above has the label \"{}\"", label), "",
                         "Write it below the step that it names"};
        value = found->second;
        return {};
    };
    for (const std::string_view key : {"about", "round", "session", "like", "replaces"}) {
        if (Json* value = body.if_contains(key)) TRUCE_TRY(one(*value));
    }
    if (Json* list = body.if_contains("evidence"); list != nullptr && list->is_array()) {
        for (Json& value : list->get_array()) TRUCE_TRY(one(value));
    }
    return {};
}

Error in_step(const FiledStep& step, Error error) { return at(step.where, std::move(error)); }

}  // namespace

Result<TalksFiled> file_talks(Mechanism& mechanism, const Path& file, const NoteSigner& key, Clock& clock, Random& random) {
    TRUCE_ASSIGN(const Documents documents, load_documents(mechanism.db(), whole_record));
    TRUCE_ASSIGN(std::vector<FiledStep> steps, read_talks_file(file, documents.profile->days));
    TRUCE_ASSIGN(Desk desk, desk_at_log(mechanism.db(), key.public_key()));
    const Instant now = clock.now();
    std::map<std::string, std::string> labels;
    std::vector<Submission> entries;
    for (FiledStep& step : steps) {
        if (const auto resolved = resolve(step.body, labels); !resolved) return in_step(step, resolved.error());
        auto body = draft_talk(step.body);
        if (!body) return in_step(step, body.error());
        TalkRequest request;
        request.step = std::move(*body);
        auto composed = compose_talk(desk, key.public_key(), std::move(request), now, random);
        if (!composed) return in_step(step, composed.error());
        if (!step.label.empty()) labels[step.label] = composed->id;
        desk.pending_talks.push_back(
            {composed->id, key.public_key().name.substr(0, key.public_key().name.find('/')), key.public_key().name, now, composed->step});
        TRUCE_ASSIGN(Submission submission, sign_talk(std::move(*composed), key));
        entries.push_back(std::move(submission));
        desk.prev = sha256(entries.back().note);
    }
    TalksFiled filed;
    TRUCE_ASSIGN(std::vector<Submitted> done, mechanism.submit_as_one(std::move(entries)));
    for (Submitted& one : done) filed.receipts.push_back(std::move(one.receipt));
    filed.checkpoint = done.back().checkpoint;
    return filed;
}

}  // namespace truce
