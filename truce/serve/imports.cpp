#include "truce/serve/imports.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "truce/mechanism/directory.hpp"

namespace truce {
namespace {

Error stopped() { return {Errc::conflict, "import.stopped", "the import was given up", "", "Begin it again"}; }

bool is_at_work(ImportStep step) { return step == ImportStep::reading || step == ImportStep::recording; }

}  // namespace

std::string_view name_of(ImportStep step) {
    static constexpr std::array<std::string_view, 6> names{"waiting", "reading", "refused", "read", "recording", "recorded"};
    return names[static_cast<std::size_t>(step)];
}

Imports::State Imports::Import::state() const {
    const std::lock_guard lock(mutex_);
    State out = state_;
    out.records = records_;
    out.staged = staged_;
    return out;
}

Imports::Imports(Scratch place, Path directory, Readers& readers, const ImportLimits& limits, Clock& clock, Random& random)
    : place_(std::move(place)),
      directory_(std::move(directory)),
      readers_(readers),
      limits_(limits),
      clock_(clock),
      random_(random),
      thread_([this] { run(); }) {}

void Imports::finish() {
    finishing_ = true;
    {
        const std::lock_guard lock(mutex_);
        line_.clear();
    }
    changed_.notify_all();
    if (thread_.joinable()) thread_.join();
}

Result<void> Imports::make_room(const std::string& institution) {
    const std::int64_t now = clock_.now().us;
    const auto may_go = [](const std::shared_ptr<Import>& one) { return !is_at_work(one->state().step); };
    const auto forget = [&](auto one) {
        (*one)->given_up_ = true;
        std::erase(line_, *one);
        imports_.erase(one);
    };
    for (auto one = imports_.begin(); one != imports_.end();) {
        const auto next = std::next(one);
        if (now - (*one)->touched_us_ > limits_.idle_us_max && may_go(*one)) forget(one);
        one = next;
    }
    const auto is_own = [&](const auto& one) { return one->institution() == institution; };
    if (std::ranges::count_if(imports_, is_own) >= static_cast<std::ptrdiff_t>(limits_.of_institution_max)) {
        const auto oldest = std::ranges::find_if(imports_, [&](const auto& one) { return is_own(one) && may_go(one); });
        if (oldest != imports_.end()) forget(oldest);
    }
    if (imports_.size() < limits_.total_max &&
        std::ranges::count_if(imports_, is_own) < static_cast<std::ptrdiff_t>(limits_.of_institution_max))
        return {};
    return Error{Errc::busy, "import.full", "as many imports are under way as may be", "", "Try again in some minutes"};
}

Result<std::shared_ptr<const Imports::Import>> Imports::begin(const std::string& institution, ImportWish wish,
                                                              std::shared_ptr<const Uploads::Upload> upload) {
    std::string id = new_uuid(random_);
    TRUCE_ASSIGN(ScratchFile spool, place_.file(id));
    auto import = std::make_shared<Import>(std::move(id), institution, std::move(wish), std::move(upload), std::move(spool));
    {
        const std::lock_guard lock(mutex_);
        TRUCE_TRY(make_room(institution));
        import->touched_us_ = clock_.now().us;
        imports_.push_back(import);
        line_.push_back(import);
    }
    changed_.notify_all();
    return std::shared_ptr<const Import>(import);
}

Result<std::shared_ptr<Imports::Import>> Imports::own(const std::string& institution, std::string_view id) {
    const std::lock_guard lock(mutex_);
    const auto found =
        std::ranges::find_if(imports_, [&](const auto& one) { return one->id() == id && one->institution() == institution; });
    if (found == imports_.end())
        return Error{Errc::not_found, "import.unknown", fmt::format("there is no import {}", id), "",
                     "Send the file again: the server was started anew, or it was forgotten"};
    (*found)->touched_us_ = clock_.now().us;
    return *found;
}

Result<std::shared_ptr<const Imports::Import>> Imports::find(const std::string& institution, std::string_view id) {
    TRUCE_ASSIGN(const std::shared_ptr<Import> found, own(institution, id));
    return std::shared_ptr<const Import>(found);
}

Result<std::vector<std::string>> Imports::chunks(const std::string& institution, std::string_view id) {
    TRUCE_ASSIGN(const std::shared_ptr<Import> import, own(institution, id));
    const std::lock_guard lock(import->mutex_);
    if (import->state_.step != ImportStep::read)
        return Error{Errc::conflict, "import.not_read", fmt::format("it is {}", name_of(import->state_.step)), import->id(),
                     "Ask for its state"};
    return spooled_chunks(import->spool_->path());
}

Result<void> Imports::give_up(const std::string& institution, std::string_view id) {
    TRUCE_ASSIGN(const std::shared_ptr<Import> import, own(institution, id));
    if (import->state().step == ImportStep::recording)
        return Error{Errc::busy, "import.recording", "it is being recorded at this moment", import->id(), "Wait for its receipt"};
    import->given_up_ = true;
    const std::lock_guard lock(mutex_);
    std::erase(line_, import);
    std::erase(imports_, import);
    return {};
}

void Imports::run() {
    for (;;) {
        std::shared_ptr<Import> import;
        {
            std::unique_lock lock(mutex_);
            changed_.wait(lock, [&] { return finishing_ || !line_.empty(); });
            if (finishing_) return;
            import = std::move(line_.front());
            line_.pop_front();
            const std::lock_guard its(import->mutex_);
            import->state_.step = ImportStep::reading;
        }
        read(*import);
    }
}

void Imports::read(Import& import) {
    Problems problems;
    const auto done = [&]() -> Result<ReadImport> {
        TRUCE_ASSIGN(const Readers::Lease reader, readers_.take());
        ImportRequest request;
        request.file = import.upload_->path();
        request.facts = {import.wish_.name, import.digest_, static_cast<std::int64_t>(import.bytes_)};
        request.format = import.wish_.format;
        request.register_id = import.wish_.register_id;
        request.complete = import.wish_.complete;
        request.go_on = [&](std::size_t records) {
            import.records_ = records;
            return !import.given_up_ && !finishing_;
        };
        return read_import(*reader, import.institution_, request, import.spool_->path(), clock_.now(), random_, problems);
    }();
    import.upload_.reset();
    const std::lock_guard lock(import.mutex_);
    State& state = import.state_;
    state.problems = std::move(problems);
    if (done) {
        import.records_ = done->read.rows;
        state.read = *done;
        state.step = ImportStep::read;
    } else {
        state.refusal = done.error();
        state.step = ImportStep::refused;
    }
}

Result<Submitted> Imports::stage_and_submit(Import& import, const ReadImport& read, SignedFiling filing, Writer& writer) const {
    if (import.given_up_) return stopped();
    TRUCE_ASSIGN(const DirectoryConfig config, read_config(directory_));
    TRUCE_ASSIGN(const std::unique_ptr<Database> db, open_store_beside_writer(directory_, config));
    TRUCE_ASSIGN(const StagedItems staged,
                 stage_import(*db, read, import.spool_->path(), [&](std::size_t records) { import.staged_ = records; }));
    filing.staged = staged;
    auto submitted = writer.submit(std::move(filing));
    // What is refused did not land. Where taking it away fails, the next opening for writing sweeps it.
    if (!submitted) (void)unstage_import(*db, staged).ok();
    return submitted;
}

Result<Imports::Recorded> Imports::record(const std::string& institution, std::string_view id, const Mechanism& mechanism,
                                          Submission submission, Writer& writer) {
    // What is in the record has its receipt there, whatever has become of the import.
    if (const auto entry = parse_entry(submission.note); entry && LogReader(mechanism.db()).index_of(entry->header.id).ok()) {
        TRUCE_ASSIGN(CheckedSubmission checked, check_entry(mechanism.db(), std::move(submission)));
        TRUCE_ASSIGN(Submitted submitted, writer.submit(SignedFiling{std::move(checked), {}}));
        return Recorded{std::move(submitted), true};
    }
    TRUCE_ASSIGN(const std::shared_ptr<Import> import, own(institution, id));
    std::optional<ReadImport> read;
    {
        const std::lock_guard lock(import->mutex_);
        switch (import->state_.step) {
            case ImportStep::read: break;
            case ImportStep::recording:
                return Error{Errc::busy, "import.recording", "it is being recorded at this moment", import->id(), "Ask for its state"};
            case ImportStep::recorded:
                return Error{Errc::conflict, "import.recorded", "it was recorded by another entry", import->id(), "Ask for its receipt"};
            case ImportStep::waiting:
            case ImportStep::reading:
            case ImportStep::refused:
                return Error{Errc::conflict, "import.not_read", fmt::format("it is {}", name_of(import->state_.step)), import->id(),
                             "Ask for its state"};
        }
        read = import->state_.read;
        import->state_.step = ImportStep::recording;
    }
    const auto submitted = [&]() -> Result<Submitted> {
        TRUCE_ASSIGN(SignedFiling filing, check_import(mechanism.db(), std::move(submission), *read));
        return stage_and_submit(*import, *read, std::move(filing), writer);
    }();
    const std::lock_guard lock(import->mutex_);
    import->staged_ = submitted ? read->promise.count : 0;
    import->state_.step = submitted ? ImportStep::recorded : ImportStep::read;
    if (!submitted) return submitted.error();
    import->state_.receipt = submitted->receipt;
    import->spool_.reset();
    return Recorded{*submitted, false};
}

}  // namespace truce
