#include "app/demo_case.hpp"

#include <fmt/format.h>

#include <map>

#include "app/case_body.hpp"
#include "app/output.hpp"
#include "truce/record/key_file.hpp"
#include "truce/story/story.hpp"

namespace truce::app {
namespace {

class CasePlayer {
public:
    CasePlayer(Mechanism& mechanism, Clock& clock, Random& random) : mechanism_(mechanism), clock_(clock), random_(random) {}

    Result<void> take(const StoryStep& told) {
        TRUCE_ASSIGN(const NoteSigner key, read_key_file(key_path(mechanism_.directory(), told.author)));
        StepRequest request;
        request.step = told.body;
        StepBody& body = request.step;
        if (body.kind == StepKind::case_opened) case_word_ = body.incident;
        request.case_word = case_word_;
        TRUCE_TRY(name_reports(body));
        if (!body.about.empty()) TRUCE_TRY(name_step(body.about));
        TRUCE_ASSIGN(const Desk desk, desk_at_log(mechanism_.db(), key.public_key()));
        TRUCE_ASSIGN(ComposedStep composed, compose_step(desk, key.public_key(), std::move(request), clock_.now(), random_));
        TRUCE_ASSIGN(const Submission submission, sign_step(std::move(composed), key));
        TRUCE_ASSIGN(const Submitted done, mechanism_.submit(submission));
        ids_[told.label] = done.receipt.id;
        return {};
    }

private:
    Result<void> name_reports(StepBody& body) {
        if (body.kind == StepKind::case_opened) TRUCE_TRY(fill_opening(body, body.incident, mechanism_.db()));
        for (std::string* word : {&body.incident, &body.report, &body.into}) {
            if (word->empty()) continue;
            TRUCE_ASSIGN(*word, find_incident(mechanism_.db(), *word));
        }
        return {};
    }
    Result<void> name_step(std::string& label) const {
        const auto found = ids_.find(label);
        if (found == ids_.end())
            return Error{Errc::not_found, "story.value", fmt::format("no step is called {}", label), "", "Tell it first"};
        label = found->second;
        return {};
    }

    Mechanism& mechanism_;
    Clock& clock_;
    Random& random_;
    std::string case_word_;
    std::map<std::string, std::string> ids_;  ///< by label
};

}  // namespace

Result<std::size_t> play_case(Mechanism& mechanism, const Path& story, Clock& clock, Random& random) {
    TRUCE_ASSIGN(const std::string text, read_file(story));
    TRUCE_ASSIGN(const Story told, parse_story(text, story.string()));
    CasePlayer player(mechanism, clock, random);
    for (const StoryLine& line : told.lines) {
        const auto* step = std::get_if<StoryStep>(&line);
        if (step == nullptr || !step->refused.empty())
            return Error{Errc::invalid, "demo.story", "a demo's story holds steps that are taken, and nothing else", story.string(),
                         "Leave out reports, numbers, claims and refusals"};
        const auto taken = player.take(*step);
        if (!taken) return at(fmt::format("{}:{}", story.string(), step->line), taken.error());
    }
    return told.lines.size();
}

}  // namespace truce::app
