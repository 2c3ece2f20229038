// NDJSON by simdjson on demand: one flat object a line.
#define SIMDJSON_EXCEPTIONS 0
#include <fmt/format.h>
#include <simdjson.h>

#include "truce/base/bytes.hpp"
#include "truce/fuse/table_builder.hpp"
#include "truce/ingest/csv.hpp"
#include "truce/ingest/text_source.hpp"

namespace truce {
namespace {

namespace od = simdjson::ondemand;

constexpr std::size_t line_max = std::size_t{4} << 20U;

class NdjsonTable {
public:
    NdjsonTable(TableBuilder& builder, ProblemList& problems) : builder_(builder), problems_(problems) {
        const auto& wanted = builder.wanted();
        for (std::size_t i = 0; i < wanted.size(); ++i) places_[wanted[i]].push_back(i);
    }

    Result<void> read(TextSource& source) {
        for (;;) {
            TRUCE_ASSIGN(std::string_view piece, source.next());
            if (piece.empty()) break;
            for (std::size_t end = piece.find('\n'); end != std::string_view::npos; end = piece.find('\n')) {
                buffer_ += piece.substr(0, end);
                piece.remove_prefix(end + 1);
                take_line();
            }
            buffer_ += piece;
            if (buffer_.size() > line_max) {
                problems_.add(line_, "ndjson.line_too_large", "the line is longer than 4 MiB", "Write one object per line");
                return {};
            }
        }
        if (!buffer_.empty()) take_line();
        if (line_ == 1) problems_.add(1, "table.no_rows", "the file holds no report", "Write one JSON object per line");
        return {};
    }

private:
    void take_line() {
        if (buffer_.ends_with('\r')) buffer_.pop_back();
        texts_.assign(builder_.wanted().size(), std::nullopt);
        if (parse()) {
            values_.assign(texts_.begin(), texts_.end());
            builder_.take(line_, values_, problems_);
        }
        buffer_.clear();
        ++line_;
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
        if (!members(object)) return false;
        const char* rest = nullptr;
        return document.current_location().get(rest) != simdjson::SUCCESS || rest >= buffer_.data() + size || syntax();
    }

    bool members(od::object& object) {
        for (auto item : object) {
            std::string_view key;
            od::value value;
            if (item.unescaped_key().get(key) != simdjson::SUCCESS || item.value().get(value) != simdjson::SUCCESS) return syntax();
            const auto found = places_.find(key);
            if (found == places_.end()) continue;
            name_ = key;
            if (texts_[found->second.front()])
                return wrong("table.column_twice", fmt::format("{} stands twice", in_quotes(name_)), "Keep one");
            std::string text;
            if (!scalar(value, text)) return false;
            for (const std::size_t place : found->second) texts_[place] = text;
        }
        return true;
    }

    bool bad_type() {
        return wrong("ndjson.member", fmt::format("{}: is neither a string nor a number", name_), "Write it as docs/formats/fuse.md says");
    }

    /// Strings as they are, numbers as they are written: no detour through binary.
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
        if (type != od::json_type::number) return bad_type();
        const std::string_view token = value.raw_json_token();
        double ignored = 0;
        if (value.get_double().get(ignored) != simdjson::SUCCESS) return bad_type();
        out = token.substr(0, token.find_last_not_of(" \t") + 1);
        return true;
    }

    TableBuilder& builder_;
    ProblemList& problems_;
    std::map<std::string, std::vector<std::size_t>, std::less<>> places_;
    od::parser parser_;
    std::string buffer_;  ///< the line so far
    std::string name_;    ///< of the member being read
    std::vector<std::optional<std::string>> texts_;
    std::vector<std::optional<std::string_view>> values_;
    std::size_t line_ = 1;
};

}  // namespace

Result<void> read_ndjson_table(const Path& file, TableBuilder& builder, ProblemList& problems) {
    TRUCE_ASSIGN(TextSource source, TextSource::open(file));
    NdjsonTable reader(builder, problems);
    return reader.read(source);
}

}  // namespace truce
