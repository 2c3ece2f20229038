#include "truce/ingest/csv.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "truce/base/bytes.hpp"
#include "truce/ingest/text_source.hpp"

namespace truce {
namespace {

// A row beyond these is no row but a file of another kind; without a bound it would take all memory.
constexpr std::size_t row_fields_max = 4'096;
constexpr std::size_t row_bytes_max = std::size_t{16} << 20U;

/// The high bit of each byte of x that is zero; perhaps also of bytes above such a one, never below it (Lamport 1975,
/// doi:10.1145/360933.360994).
constexpr std::uint64_t zero_bytes(std::uint64_t x) { return (x - 0x0101010101010101U) & ~x & 0x8080808080808080U; }
constexpr std::uint64_t zero_where(std::uint64_t x, char c) {
    return zero_bytes(x ^ (0x0101010101010101U * static_cast<unsigned char>(c)));
}

/// How many bytes at the start of `text` mean nothing outside quotes: no comma, quote or line end.
std::size_t plain_length(std::string_view text) {
    static_assert(std::endian::native == std::endian::little);
    std::size_t i = 0;
    for (; i + 8 <= text.size(); i += 8) {
        std::uint64_t x = 0;
        std::memcpy(&x, text.data() + i, 8);
        const std::uint64_t marks = zero_where(x, ',') | zero_where(x, '"') | zero_where(x, '\n') | zero_where(x, '\r');
        if (marks != 0) return i + static_cast<std::size_t>(std::countr_zero(marks)) / 8;
    }
    while (i < text.size() && text[i] != ',' && text[i] != '"' && text[i] != '\n' && text[i] != '\r') ++i;
    return i;
}

class Reader {
public:
    Reader(CsvHandler& handler, ProblemList& problems) : handler_(handler), problems_(problems) {}

    Result<void> read(TextSource& source) {
        for (;;) {
            TRUCE_ASSIGN(const std::string_view piece, source.next());
            if (piece.empty()) break;
            suspect_ = source.suspect();
            split(piece);
            if (stopped_) return leave();
        }
        end_file();
        if (stopped_) return leave();
        if (!has_header_) {
            problems_.add(1, "csv.empty", "the file is empty", "Write a header line and at least one row");
        } else if (rows_ == 0) {
            problems_.add(line_, "csv.no_rows", "there is a header but no row", "Write at least one row, or leave the file out");
        }
        if (suspect_ && problems_.count() == 0) {
            problems_.add(1, "text.utf8", "the file holds NUL bytes or bytes that are not UTF-8", "Save it as UTF-8");
        }
        return {};
    }

private:
    /// Where in the file's grammar the next byte stands.
    enum class At : std::uint8_t {
        row_start,
        field_start,  ///< after a comma
        plain,        ///< within a field without quotes
        quoted,
        quote,     ///< after a quote within quotes: doubled, or the end of the field
        carriage,  ///< after a carriage return that ended a row: a line feed must follow
    };

    void split(std::string_view left) {
        while (!left.empty() && !stopped_) {
            switch (at_) {
                case At::quoted: left.remove_prefix(within_quotes(left)); break;
                case At::quote:
                    after_quote(left.front());
                    left.remove_prefix(1);
                    break;
                case At::carriage:
                    after_carriage(left.front());
                    left.remove_prefix(1);
                    break;
                default: left.remove_prefix(outside_quotes(left)); break;
            }
        }
    }

    /// These two return how many bytes they used.
    std::size_t within_quotes(std::string_view left) {
        const std::size_t end = left.find('"');
        keep(left.substr(0, end));
        if (end == std::string_view::npos) return left.size();
        at_ = At::quote;
        return end + 1;
    }
    std::size_t outside_quotes(std::string_view left) {
        const std::size_t plain = plain_length(left);
        if (plain > 0) {
            keep(left.substr(0, plain));
            at_ = At::plain;
        }
        if (stopped_ || plain == left.size()) return plain;
        const char mark = left[plain];
        if (mark == '"') {
            if (at_ == At::plain) misplaced_quote();
            at_ = At::quoted;
        } else if (mark != ',' && at_ == At::row_start) {
            stop("csv.empty_line", "the line is empty", "Delete it");
        } else {
            end_field(mark);
        }
        return plain + 1;
    }

    void after_quote(char next) {
        if (next == '"') {
            keep("\"");
            at_ = At::quoted;
        } else if (next == ',' || next == '\n' || next == '\r') {
            end_field(next);
        } else {
            misplaced_quote();
        }
    }
    void after_carriage(char next) {
        if (next != '\n') return lone_carriage();
        ++line_;
        at_ = At::row_start;
    }

    /// Appends to the field.
    void keep(std::string_view bytes) {
        const std::size_t start = ends_.empty() ? 0 : ends_.back();
        if (text_.size() - start + bytes.size() > csv_field_max) {
            return stop("csv.field_too_large", fmt::format("{} is longer than 1 MiB", column(ends_.size())),
                        "Shorten it, or close the quote that is open");
        }
        text_ += bytes;
    }

    /// At the comma or line end after it, or at the end of the file (NUL).
    void end_field(char mark) {
        if (ends_.size() == row_fields_max || text_.size() > row_bytes_max) {
            return stop("csv.row_too_large", "the row has more than 4,096 fields or 16 MiB", "Check that this is a CSV file with commas");
        }
        ends_.push_back(text_.size());
        if (mark == ',') {
            at_ = At::field_start;
            return;
        }
        deliver();
        line_ += newlines_inside();
        text_.clear();
        ends_.clear();
        if (mark == '\n') ++line_;
        at_ = mark == '\r' ? At::carriage : At::row_start;
    }

    void end_file() {
        if (at_ == At::quoted) {
            stop("csv.unfinished_quote", "a quoted field does not end before the file does",
                 "Close the quote; the file may have been cut off");
        } else if (at_ == At::carriage) {
            lone_carriage();
        } else if (at_ != At::row_start) {
            end_field('\0');  // the last line needs no end
        }
    }

    /// Line feeds within the fields of the row. Almost always none: one look at the whole row is cheapest.
    [[nodiscard]] std::size_t newlines_inside() const {
        if (text_.find('\n') == std::string::npos) return 0;
        return static_cast<std::size_t>(std::count(text_.begin(), text_.end(), '\n'));
    }

    void deliver() {
        fields_.clear();
        std::size_t start = 0;
        for (const std::size_t end : ends_) {
            fields_.emplace_back(text_.data() + start, end - start);
            start = end;
        }
        const CsvRow row{line_, fields_};
        if (!text_is_sound(row)) {
            if (!has_header_) stopped_ = true;
            return;
        }
        if (!has_header_) {
            has_header_ = true;
            names_.assign(fields_.begin(), fields_.end());
            if (!handler_.header(row)) stopped_ = true;
            return;
        }
        ++rows_;
        if (fields_.size() != names_.size()) {
            problems_.add(line_, "csv.column_count", fmt::format("the row has {} columns, the header {}", fields_.size(), names_.size()),
                          "Give each row one value per column; quote values that hold commas");
            return;
        }
        if (auto result = handler_.row(row); !result) {
            failure_ = std::move(result).error();
            stopped_ = true;
        }
    }

    bool text_is_sound(const CsvRow& row) {
        if (!suspect_) return true;
        for (std::size_t i = 0; i < row.fields.size(); ++i) {
            const std::string_view value = row.fields[i];
            if (value.find('\0') != std::string_view::npos) {
                problems_.add_value(line_, "text.nul", column(i), value, "holds a NUL byte", "Remove it");
                return false;
            }
            if (!is_utf8(value)) {
                problems_.add_value(line_, "text.utf8", column(i), value, "is not UTF-8", "Save the file as UTF-8; do not mix encodings");
                return false;
            }
        }
        return true;
    }

    void misplaced_quote() {
        stop("csv.syntax", fmt::format("{}: a quote where none may stand", column(ends_.size())),
             has_header_ ? "Quote the whole value and double the quotes inside it"
                         : "Separate columns by commas; quote a whole name, and double the quotes inside it");
    }
    void lone_carriage() { stop("csv.carriage_return", "a carriage return without a line feed", "End lines with LF or CRLF"); }

    void stop(std::string_view id, std::string what, std::string_view remedy) {
        problems_.add(line_, id, std::move(what), remedy);
        stopped_ = true;
    }

    Result<void> leave() {
        if (failure_) return *failure_;
        return {};
    }

    [[nodiscard]] std::string column(std::size_t index) const {
        return index < names_.size() ? names_[index] : fmt::format("column {}", index + 1);
    }

    CsvHandler& handler_;
    ProblemList& problems_;
    At at_ = At::row_start;
    std::string text_;               ///< the row's fields, one after the other
    std::vector<std::size_t> ends_;  ///< where each ends
    std::vector<std::string_view> fields_;
    std::vector<std::string> names_;
    std::size_t line_ = 1;  ///< where the current row starts
    std::size_t rows_ = 0;
    bool has_header_ = false;
    bool suspect_ = false;
    bool stopped_ = false;
    std::optional<Error> failure_;
};

}  // namespace

Result<void> read_csv(const Path& file, CsvHandler& handler, ProblemList& problems) {
    TRUCE_ASSIGN(TextSource source, TextSource::open(file));
    const auto reader = std::make_unique<Reader>(handler, problems);
    return reader->read(source);
}

}  // namespace truce
