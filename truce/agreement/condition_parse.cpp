/// Recursive descent over the grammar of condition.hpp, one function per rule.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

#include "truce/agreement/condition.hpp"
#include "truce/agreement/quantity.hpp"

namespace truce {
namespace {

constexpr std::array<std::string_view, 16> words{"AND", "NOT",    "OR", "actor", "after",    "before",      "during", "h",
                                                 "in",  "inside", "is", "km",    "notified", "responds_to", "target", "within_km"};

bool is_name_char(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-'; }

class Parser {
public:
    explicit Parser(std::string_view text) : text_(text) {}

    Result<Condition> parse() {
        TRUCE_ASSIGN(Condition condition, disjunction(0));
        skip_blanks();
        if (at_ < text_.size()) return expected("AND, OR or the end");
        return condition;
    }

private:
    // ---- rules ----------------------------------------------------------------------------------------------

    Result<Condition> disjunction(std::size_t depth) { return chain("OR", Condition::Op::any, depth); }

    Result<Condition> chain(std::string_view word, Condition::Op op, std::size_t depth) {
        const auto operand = [&] { return op == Condition::Op::any ? chain("AND", Condition::Op::all, depth) : literal(depth); };
        TRUCE_ASSIGN(Condition first, operand());
        if (!take_word(word)) return first;
        Condition joined;
        joined.op = op;
        joined.children.push_back(std::move(first));
        do {
            TRUCE_ASSIGN(Condition next, operand());
            joined.children.push_back(std::move(next));
        } while (take_word(word));
        return joined;
    }

    Result<Condition> literal(std::size_t depth) {
        if (!take_word("NOT")) return group_or_atom(depth);
        TRUCE_ASSIGN(Condition inner, group_or_atom(depth));
        Condition negation;
        negation.op = Condition::Op::negation;
        negation.children.push_back(std::move(inner));
        return negation;
    }

    Result<Condition> group_or_atom(std::size_t depth) {
        if (take('(')) {
            if (depth >= condition_depth_max)
                return too_large(fmt::format("more than {} brackets inside one another", condition_depth_max));
            TRUCE_ASSIGN(Condition inner, disjunction(depth + 1));
            TRUCE_TRY(need(')'));
            return inner;
        }
        if (++atoms_ > condition_atoms_max) return too_large(fmt::format("more than {} questions", condition_atoms_max));
        Condition condition;
        condition.op = Condition::Op::atom;
        TRUCE_ASSIGN(condition.atom, atom());
        return condition;
    }

    Result<Atom> atom() {
        skip_blanks();
        const std::size_t start = at_;
        const std::string_view word = name();
        if (word == "inside") return inside();
        if (word == "within_km") return within();
        if (word == "before") return moment(AtomKind::before);
        if (word == "after") return moment(AtomKind::after);
        if (word == "during") return during();
        if (word == "responds_to") return responds_to();
        if (word == "notified") return notified();
        if (word == "actor" || word == "target") return member_of(word == "actor" ? AtomKind::actor_in : AtomKind::target_in);
        if (!is_name(word) || is_condition_word(word)) {
            at_ = start;
            return expected("a fact's name, inside(, within_km(, before, after, during, responds_to(, notified(, actor in or target in");
        }
        return about_fact(word);
    }

    Result<Atom> about_fact(std::string_view fact) {
        Atom result;
        result.name = fact;
        if (take_word("is")) {
            TRUCE_ASSIGN(std::string value, need_name("a value"));
            result.values.push_back(std::move(value));
            return result;
        }
        if (take_word("in")) return values(std::move(result));
        if (const auto comparison = take_comparison()) return number(std::move(result), *comparison);
        result.values.emplace_back("yes");
        return result;
    }

    Result<Atom> values(Atom result) {
        TRUCE_TRY(need('{'));
        do {
            TRUCE_ASSIGN(std::string value, need_name("a value"));
            result.values.push_back(std::move(value));
        } while (take(','));
        TRUCE_TRY(need('}'));
        std::ranges::sort(result.values);
        result.values.erase(std::unique(result.values.begin(), result.values.end()), result.values.end());
        return result;
    }

    Result<Atom> number(Atom result, Comparison comparison) {
        result.kind = AtomKind::number;
        result.comparison = comparison;
        skip_blanks();
        const std::size_t start = at_;
        const std::string_view digits = decimal();
        skip_blanks();
        const std::size_t after_number = at_;
        std::string_view unit = name();
        if (!unit.empty() && !is_name(unit)) {  // AND or OR follows
            at_ = after_number;
            unit = {};
        }
        const auto base = unit.empty() ? std::nullopt : base_unit(unit);
        const auto amount = in_base_unit(digits, base ? unit : std::string_view());
        if (!amount) {
            at_ = start;
            return expected("a number that is whole in mm or us, or without a unit");
        }
        result.number = *amount;
        result.unit = base ? *base : unit;
        return result;
    }

    Result<Atom> member_of(AtomKind kind) {
        Atom result;
        result.kind = kind;
        if (!take_word("in")) return expected("in");
        TRUCE_ASSIGN(result.name, need_name("bound, bound_or_supporting, designated, civilians or an actor's id"));
        return result;
    }

    Result<Atom> inside() {
        Atom result;
        result.kind = AtomKind::inside;
        TRUCE_TRY(need('('));
        TRUCE_ASSIGN(result.name, need_name("an area's id"));
        TRUCE_TRY(need(')'));
        return result;
    }

    Result<Atom> within() {
        Atom result;
        result.kind = AtomKind::within;
        TRUCE_TRY(need('('));
        TRUCE_ASSIGN(result.name, need_name("an area's id"));
        TRUCE_TRY(need(','));
        TRUCE_ASSIGN(result.distance_mm, amount("km", "a number of kilometres"));
        TRUCE_TRY(need(')'));
        return result;
    }

    Result<Atom> responds_to() {
        Atom result;
        result.kind = AtomKind::responds_to;
        TRUCE_TRY(need('('));
        if (!take_word("prior")) return expected("prior");
        TRUCE_TRY(need(','));
        TRUCE_ASSIGN(result.duration_us, amount("h", "a number of hours"));
        if (!take_word("h")) return expected("h");
        TRUCE_TRY(need(','));
        TRUCE_ASSIGN(result.distance_mm, amount("km", "a number of kilometres"));
        if (!take_word("km")) return expected("km");
        TRUCE_TRY(need(')'));
        return result;
    }

    Result<Atom> notified() {
        Atom result;
        result.kind = AtomKind::notified;
        TRUCE_TRY(need('('));
        TRUCE_ASSIGN(result.name, need_name("a kind of notification"));
        TRUCE_TRY(need(')'));
        return result;
    }

    Result<Atom> moment(AtomKind kind) {
        Atom result;
        result.kind = kind;
        TRUCE_ASSIGN(result.from, instant());
        return result;
    }

    Result<Atom> during() {
        Atom result;
        result.kind = AtomKind::during;
        TRUCE_ASSIGN(result.from, instant());
        skip_blanks();
        if (text_.substr(at_, 2) != "..") return expected("..");
        at_ += 2;
        const std::size_t second = at_;
        TRUCE_ASSIGN(result.to, instant());
        if (!(result.from < result.to)) {
            at_ = second;
            return expected("an instant later than the first");
        }
        return result;
    }

    // ---- words ----------------------------------------------------------------------------------------------

    void skip_blanks() {
        while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\t' || text_[at_] == '\r')) ++at_;
    }

    bool take(char c) {
        skip_blanks();
        if (at_ >= text_.size() || text_[at_] != c) return false;
        ++at_;
        return true;
    }

    Result<void> need(char c) {
        if (!take(c)) return expected(std::string(1, c));
        return {};
    }

    /// Letters, digits, _ and - from here on; empty if none follow.
    std::string_view name() {
        skip_blanks();
        const std::size_t start = at_;
        while (at_ < text_.size() && (is_name_char(text_[at_]) || (text_[at_] >= 'A' && text_[at_] <= 'Z'))) ++at_;
        return text_.substr(start, at_ - start);
    }

    bool take_word(std::string_view word) {
        skip_blanks();
        const std::size_t start = at_;
        if (name() == word) return true;
        at_ = start;
        return false;
    }

    Result<std::string> need_name(std::string_view what) {
        skip_blanks();
        const std::size_t start = at_;
        const std::string_view word = name();
        if (is_name(word)) return std::string(word);
        at_ = start;
        return expected(what);
    }

    std::string_view decimal() {
        const std::size_t start = at_;
        if (at_ < text_.size() && text_[at_] == '-') ++at_;
        while (at_ < text_.size() && ((text_[at_] >= '0' && text_[at_] <= '9') || text_[at_] == '.')) ++at_;
        return text_.substr(start, at_ - start);
    }

    Result<std::int64_t> amount(std::string_view unit, std::string_view what) {
        skip_blanks();
        const std::size_t start = at_;
        const auto found = in_base_unit(decimal(), unit);
        if (found && *found >= 0) return *found;
        at_ = start;
        return expected(fmt::format("{}, at most six decimals", what));
    }

    std::optional<Comparison> take_comparison() {
        skip_blanks();
        static constexpr std::array<std::pair<std::string_view, Comparison>, 4> signs{
            {{"<=", Comparison::less_or_equal}, {">=", Comparison::greater_or_equal}, {"<", Comparison::less}, {">", Comparison::greater}}};
        for (const auto& [sign, comparison] : signs) {
            if (text_.substr(at_, sign.size()) != sign) continue;
            at_ += sign.size();
            return comparison;
        }
        return std::nullopt;
    }

    Result<Instant> instant() {
        skip_blanks();
        const std::size_t start = at_;
        while (at_ < text_.size() && text_[at_] != ' ' && text_[at_] != ')' && text_[at_] != '\n' && text_.substr(at_, 2) != "..") ++at_;
        const auto found = parse_instant(text_.substr(start, at_ - start));
        if (found) return *found;
        at_ = start;
        return expected("an instant with its offset from UTC, such as 2017-02-25T14:00:00+02:00");
    }

    // ---- refusals -------------------------------------------------------------------------------------------

    [[nodiscard]] Error expected(std::string_view what) const {
        const std::string_view rest = text_.substr(std::min(at_, text_.size()), 24);
        return {Errc::invalid, "condition.syntax",
                fmt::format("expected {} {} in the condition \"{}\"", what,
                            rest.empty() ? "at the end" : fmt::format("before \"{}\"", rest), text_.substr(0, 200)),
                fmt::format("{}", at_ + 1), "Write the condition in the language of docs/formats/terms.md"};
    }

    [[nodiscard]] Error too_large(std::string_view what) const {
        return {Errc::too_large, "condition.too_large", fmt::format("the condition has {}", what), fmt::format("{}", at_ + 1),
                "Split it into several clauses or exceptions"};
    }

    std::string_view text_;
    std::size_t at_ = 0;
    std::size_t atoms_ = 0;
};

}  // namespace

bool is_name(std::string_view text) {
    return !text.empty() && text.size() <= 64 && text.front() != '-' && text.front() != '_' && std::ranges::all_of(text, is_name_char);
}

bool is_condition_word(std::string_view text) { return std::ranges::find(words, text) != words.end(); }

Result<Condition> parse_condition(std::string_view text) { return Parser(text).parse(); }

}  // namespace truce
