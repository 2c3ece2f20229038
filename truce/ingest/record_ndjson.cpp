// NDJSON by simdjson on demand: one object a line.
#define SIMDJSON_EXCEPTIONS 0
#include <fmt/format.h>
#include <simdjson.h>

#include <bitset>

#include "truce/base/bytes.hpp"
#include "truce/ingest/record_reader.hpp"
#include "truce/ingest/text_source.hpp"

namespace truce {
namespace {

namespace od = simdjson::ondemand;

constexpr std::size_t line_max = std::size_t{4} << 20U;

class NdjsonReader {
public:
    NdjsonReader(RecordSink& sink, ProblemList& problems) : sink_(sink), problems_(problems) {}

    Result<void> read(TextSource& source) {
        for (;;) {
            TRUCE_ASSIGN(std::string_view piece, source.next());
            if (piece.empty()) break;
            for (std::size_t end = piece.find('\n'); end != std::string_view::npos; end = piece.find('\n')) {
                buffer_ += piece.substr(0, end);
                piece.remove_prefix(end + 1);
                TRUCE_TRY(take_line());
            }
            buffer_ += piece;
            if (buffer_.size() > line_max) {
                problems_.add(line_, "ndjson.line_too_large", "the line is longer than 4 MiB", "Write one object per line");
                return {};
            }
        }
        if (!buffer_.empty()) TRUCE_TRY(take_line());
        if (lines_ == 0) problems_.add(1, "ndjson.empty", "the file is empty", "Write one JSON object per line");
        return {};
    }

private:
    Result<void> take_line() {
        if (buffer_.ends_with('\r')) buffer_.pop_back();
        ++lines_;
        record_.clear();
        record_.line = line_;
        Result<void> result;
        if (parse()) {
            result = sink_.take(record_);
        } else {
            ++sink_.summary().rows;
        }
        buffer_.clear();
        ++line_;
        return result;
    }

    bool wrong(std::string_view id, std::string what, std::string_view remedy) {
        problems_.add(line_, id, std::move(what), remedy);
        return false;
    }

    bool syntax() { return wrong("ndjson.syntax", "the line is not one JSON object", "Write one complete object per line (RFC 8259)"); }

    bool parse() {
        if (buffer_.find_first_not_of(" \t") == std::string::npos) return wrong("ndjson.empty_line", "the line is empty", "Delete it");
        if (buffer_.find('\0') != std::string::npos) return wrong("text.nul", "the line holds a NUL byte", "Remove it");
        if (!is_utf8(buffer_)) return wrong("text.utf8", "the line is not UTF-8", "Save the file as UTF-8; do not mix encodings");
        const std::size_t size = buffer_.size();
        buffer_.reserve(size + simdjson::SIMDJSON_PADDING);
        od::document document;
        if (parser_.iterate(buffer_.data(), size, buffer_.capacity()).get(document) != simdjson::SUCCESS) return syntax();
        od::object object;
        if (document.get_object().get(object) != simdjson::SUCCESS) return syntax();
        const bool good = members(object);
        const char* rest = nullptr;
        if (good && document.current_location().get(rest) == simdjson::SUCCESS && rest < buffer_.data() + size) return syntax();
        return good;
    }

    bool members(od::object& object) {
        seen_.reset();
        bool kind_seen = false;
        for (auto item : object) {
            std::string_view key;
            od::value value;
            if (item.unescaped_key().get(key) != simdjson::SUCCESS || item.value().get(value) != simdjson::SUCCESS) return syntax();
            name_ = key;
            if (name_ == "kind") {
                if (kind_seen) return twice();
                kind_seen = true;
                if (!kind(value)) return false;
                continue;
            }
            const auto field = field_named(name_);
            if (!field)
                return wrong("ndjson.member", fmt::format("{} is not a member of this format", in_quotes(name_)),
                             "Remove it or correct its name");
            if (seen_[static_cast<std::size_t>(*field)]) return twice();
            seen_.set(static_cast<std::size_t>(*field));
            if (!take(*field, value)) return false;
        }
        if (!kind_seen) return wrong("ndjson.kind", "the member \"kind\" is missing", "Write \"kind\":\"report\" or \"kind\":\"watch\"");
        for (std::size_t i = 0; i < field_count; ++i) {
            if (!seen_[i] || has_field(record_.kind, static_cast<Field>(i))) continue;
            return wrong("ndjson.member", fmt::format("\"{}\" does not belong to this kind of record", field_names[i]), "Remove it");
        }
        return true;
    }

    bool twice() { return wrong("ndjson.member", fmt::format("{} stands twice", in_quotes(name_)), "Keep one of them"); }

    bool bad_type(std::string_view expected) {
        return wrong("ndjson.member", fmt::format("{}: is not {}", name_, expected), "Write it as docs/formats/reports-ndjson.md says");
    }

    bool kind(od::value& value) {
        std::string_view word;
        if (value.get_string().get(word) != simdjson::SUCCESS) return bad_type("a string");
        if (word != "report" && word != "watch") {
            return wrong("ndjson.kind", fmt::format("kind {}: is neither report nor watch", in_quotes(word)), "Write one of them");
        }
        record_.kind = word == "report" ? RecordKind::report : RecordKind::watch;
        return true;
    }

    bool take(Field field, od::value& value) {
        switch (field) {
            case Field::areas: return strings(value, record_.areas);
            case Field::actors: return strings(value, record_.actors);
            case Field::targets: return strings(value, record_.targets);
            case Field::facts: return facts(value);
            case Field::interruptions: return interruptions(value);
            default: return scalar(value, record_[field]);
        }
    }

    /// Strings as they are, numbers as they are written (no detour through binary), true and false as yes and no.
    bool scalar(od::value& value, std::string& out) {
        od::json_type type{};
        if (value.type().get(type) != simdjson::SUCCESS) return syntax();
        if (type == od::json_type::string) {
            std::string_view text;
            if (value.get_string().get(text) != simdjson::SUCCESS) return syntax();
            if (text.find('\0') != std::string_view::npos)
                return wrong("text.nul", fmt::format("{}: holds a NUL byte", name_), "Remove it");
            if (text.size() > csv_field_max) return wrong("ndjson.member", fmt::format("{}: is longer than 1 MiB", name_), "Shorten it");
            out = text;
            return true;
        }
        if (type == od::json_type::number) {
            const std::string_view token = value.raw_json_token();
            double ignored = 0;
            if (value.get_double().get(ignored) != simdjson::SUCCESS) return bad_type("a number");
            out = token.substr(0, token.find_last_not_of(" \t") + 1);
            return true;
        }
        bool yes = false;
        if (type == od::json_type::boolean && value.get_bool().get(yes) == simdjson::SUCCESS) {
            out = yes ? "yes" : "no";
            return true;
        }
        return bad_type("a string, a number, true or false");
    }

    bool strings(od::value& value, std::vector<std::string>& out) {
        od::array array;
        if (value.get_array().get(array) != simdjson::SUCCESS) return bad_type("a list of strings");
        for (auto item : array) {
            od::value element;
            if (item.get(element) != simdjson::SUCCESS) return syntax();
            if (!scalar(element, out.emplace_back())) return false;
            if (out.back().empty()) return bad_type("a list of strings that are not empty");
        }
        return true;
    }

    bool facts(od::value& value) {
        od::object object;
        if (value.get_object().get(object) != simdjson::SUCCESS) return bad_type("an object of facts");
        for (auto item : object) {
            std::string_view key;
            od::value element;
            if (item.unescaped_key().get(key) != simdjson::SUCCESS || item.value().get(element) != simdjson::SUCCESS) return syntax();
            RawRecord::Fact& fact = record_.facts.emplace_back();
            fact.name = key;
            od::json_type type{};
            if (element.type().get(type) != simdjson::SUCCESS) return syntax();
            const bool good = type == od::json_type::array ? strings(element, fact.values) : scalar(element, fact.values.emplace_back());
            if (!good) return false;
        }
        return true;
    }

    bool interruptions(od::value& value) {
        od::array array;
        if (value.get_array().get(array) != simdjson::SUCCESS) return bad_type("a list of interruptions");
        for (auto item : array) {
            od::object object;
            if (item.get_object().get(object) != simdjson::SUCCESS) return bad_type("a list of objects with from, to and reason");
            RawRecord::Interruption& interruption = record_.interruptions.emplace_back();
            for (auto member : object) {
                std::string_view key;
                od::value element;
                if (member.unescaped_key().get(key) != simdjson::SUCCESS || member.value().get(element) != simdjson::SUCCESS)
                    return syntax();
                std::string* part = key == "from"     ? &interruption.from
                                    : key == "to"     ? &interruption.to
                                    : key == "reason" ? &interruption.reason
                                                      : nullptr;
                if (part == nullptr || !part->empty()) return bad_type("a list of objects with from, to and reason");
                if (!scalar(element, *part)) return false;
            }
        }
        return true;
    }

    RecordSink& sink_;
    ProblemList& problems_;
    od::parser parser_;
    std::string buffer_;  ///< the line so far
    std::string name_;    ///< of the member being read
    std::bitset<field_count> seen_;
    RawRecord record_;
    std::size_t line_ = 1;
    std::size_t lines_ = 0;
};

}  // namespace

Result<void> read_ndjson_records(const Path& file, RecordSink& sink, ProblemList& problems) {
    TRUCE_ASSIGN(TextSource source, TextSource::open(file));
    NdjsonReader reader(sink, problems);
    return reader.read(source);
}

}  // namespace truce
