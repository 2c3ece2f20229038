#include "truce/ingest/csv.hpp"

#include <csv.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "truce/base/bytes.hpp"
#include "truce/ingest/text_source.hpp"

namespace truce {
namespace {

// libcsv grows its field buffer by this much at a time, so a field up to csv_field_max always fits.
constexpr std::size_t buffer_step = 65'536;

// A row beyond these is no row but a file of another kind; without a bound it would take all memory.
constexpr std::size_t row_fields_max = 4'096;
constexpr std::size_t row_bytes_max = std::size_t{16} << 20U;

/// libcsv's realloc: refuses to grow beyond the largest field, so that an unclosed quote cannot take all memory.
void* bounded_realloc(void* memory, std::size_t size) { return size > csv_field_max + buffer_step ? nullptr : std::realloc(memory, size); }

class Reader {
public:
    Reader(CsvHandler& handler, ProblemList& problems) : handler_(handler), problems_(problems) {
        csv_init(&parser_, CSV_STRICT | CSV_STRICT_FINI | CSV_REPALL_NL);
        csv_set_space_func(&parser_, [](unsigned char) { return 0; });
        csv_set_realloc_func(&parser_, bounded_realloc);
        csv_set_blk_size(&parser_, buffer_step);
    }
    ~Reader() { csv_free(&parser_); }
    Reader(const Reader&) = delete;
    Reader& operator=(const Reader&) = delete;

    Result<void> read(TextSource& source) {
        for (;;) {
            TRUCE_ASSIGN(const std::string_view piece, source.next());
            if (piece.empty()) break;
            suspect_ = source.suspect();
            if (csv_parse(&parser_, piece.data(), piece.size(), on_field, on_row_end, this) != piece.size() && !stopped_) broken();
            if (stopped_) return leave();
        }
        if (csv_fini(&parser_, on_field, on_row_end, this) != 0 && !stopped_) {
            stop("csv.unfinished_quote", "a quoted field does not end before the file does",
                 "Close the quote; the file may have been cut off");
        }
        if (failure_ || stopped_) return leave();
        end_line();
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
    static void on_field(void* data, std::size_t size, void* self) {
        static_cast<Reader*>(self)->field({static_cast<const char*>(data), size});
    }
    static void on_row_end(int terminator, void* self) { static_cast<Reader*>(self)->row_end(terminator); }

    void field(std::string_view value) {
        if (stopped_) return;
        end_line();
        if (stopped_) return;
        if (value.size() > csv_field_max) {
            return stop("csv.field_too_large", fmt::format("{} is longer than 1 MiB", column(ends_.size())), "Shorten it");
        }
        if (ends_.size() == row_fields_max || text_.size() + value.size() > row_bytes_max) {
            return stop("csv.row_too_large", "the row has more than 4,096 fields or 16 MiB", "Check that this is a CSV file with commas");
        }
        text_ += value;
        ends_.push_back(text_.size());
    }

    /// libcsv reports CR and LF apart: a CR must be followed by LF at once.
    void row_end(int terminator) {
        if (stopped_) return;
        if (terminator == CSV_LF && after_cr_) {
            after_cr_ = false;
            ++line_;
            return;
        }
        end_line();
        if (stopped_) return;
        if (ends_.empty()) return stop("csv.empty_line", "the line is empty", "Delete it");
        deliver();
        line_ += newlines_inside();
        text_.clear();
        ends_.clear();
        if (terminator == CSV_CR) {
            after_cr_ = true;
        } else if (terminator == CSV_LF) {
            ++line_;
        }
    }

    /// Line feeds within the fields of the row. Almost always none: one look at the whole row is cheapest.
    [[nodiscard]] std::size_t newlines_inside() const {
        if (text_.find('\n') == std::string::npos) return 0;
        return static_cast<std::size_t>(std::count(text_.begin(), text_.end(), '\n'));
    }

    void end_line() {
        if (!after_cr_) return;
        after_cr_ = false;
        stop("csv.carriage_return", "a carriage return without a line feed", "End lines with LF or CRLF");
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

    /// libcsv stopped in the middle of a piece.
    void broken() {
        if (csv_error(&parser_) == CSV_EPARSE) {
            const std::string where = column(ends_.size());
            stop("csv.syntax", fmt::format("{}: a quote where none may stand", where),
                 has_header_ ? "Quote the whole value and double the quotes inside it"
                             : "Separate columns by commas; quote a whole name, and double the quotes inside it");
        } else {
            stop("csv.field_too_large", fmt::format("{} is longer than 1 MiB", column(ends_.size())),
                 "Shorten it, or close the quote that is open");
        }
    }

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
    csv_parser parser_{};
    std::string text_;               ///< the row's fields, one after the other
    std::vector<std::size_t> ends_;  ///< where each ends
    std::vector<std::string_view> fields_;
    std::vector<std::string> names_;
    std::size_t line_ = 1;  ///< where the current row starts
    std::size_t rows_ = 0;
    bool has_header_ = false;
    bool after_cr_ = false;
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
