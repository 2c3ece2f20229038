#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "truce/interfaces/cql2_node.hpp"

namespace truce {
namespace {

using Node = Cql2Filter::Node;
using NodePtr = std::unique_ptr<const Node>;

struct Token {
    enum class Kind : std::uint8_t { end, word, quoted, number, sign };
    Kind kind = Kind::end;
    std::string text;  ///< words in capitals as well, for comparing
    std::string as_written;
    double number = 0;
    std::size_t at = 0;
};

Error wrong(std::string_view id, std::size_t at, std::string what, std::string remedy = "") {
    return {Errc::invalid, std::string(id), std::move(what), fmt::format("filter:{}", at + 1), std::move(remedy)};
}

bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == ':' || static_cast<unsigned char>(c) >= 0x80;
}
bool is_digit(char c) { return c >= '0' && c <= '9'; }
char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

Result<std::vector<Token>> tokens_of(std::string_view text) {
    if (text.size() > cql2_bytes_max) {
        return Error{Errc::too_large, "cql2.size", fmt::format("the filter has {} bytes, more than {}", text.size(), cql2_bytes_max),
                     "filter", "Ask for less at once"};
    }
    std::vector<Token> tokens;
    std::size_t i = 0;
    const auto quoted = [&](char quote) -> Result<std::string> {
        std::string out;
        const std::size_t start = i++;
        for (;; ++i) {
            if (i == text.size()) return wrong("cql2.syntax", start, "a quotation does not end", fmt::format("Close it with {}", quote));
            if (text[i] != quote) {
                out += text[i];
            } else if (i + 1 < text.size() && text[i + 1] == quote) {
                out += text[++i];
            } else {
                ++i;
                return out;
            }
        }
    };
    while (i < text.size()) {
        const char c = text[i];
        if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
            ++i;
            continue;
        }
        Token token;
        token.at = i;
        if (c == '\'') {
            TRUCE_ASSIGN(token.text, quoted('\''));
            token.kind = Token::Kind::quoted;
        } else if (c == '"') {
            TRUCE_ASSIGN(token.as_written, quoted('"'));
            token.kind = Token::Kind::word;
            token.text = "\"";
        } else if (is_letter(c)) {
            while (i < text.size() && (is_letter(text[i]) || is_digit(text[i]) || text[i] == '.')) token.as_written += text[i++];
            token.kind = Token::Kind::word;
            std::ranges::transform(token.as_written, std::back_inserter(token.text), upper);
        } else if (is_digit(c) || c == '-' || c == '+' || c == '.') {
            const char* const begin = text.data() + i + (c == '+' ? 1 : 0);
            const char* const end = text.data() + text.size();
            const auto [stop, error] = std::from_chars(begin, end, token.number);
            if (error != std::errc() || !std::isfinite(token.number) || stop == begin)
                return wrong("cql2.value", i, "a number that is none or is too large");
            token.kind = Token::Kind::number;
            i = static_cast<std::size_t>(stop - text.data());
        } else {
            token.kind = Token::Kind::sign;
            token.text = std::string(1, c);
            const std::string_view two = text.substr(i, 2);
            if (two == "<>" || two == "<=" || two == ">=") token.text = two;
            if (token.text.size() == 1 && std::string_view("(),=<>").find(c) == std::string_view::npos)
                return wrong("cql2.syntax", i,
                             fmt::format("the character \"{}\" has no meaning here", c >= ' ' && c < 127 ? std::string(1, c) : "?"));
            i += token.text.size();
        }
        tokens.push_back(std::move(token));
    }
    Token end;
    end.at = text.size();
    tokens.push_back(std::move(end));
    return tokens;
}

std::string_view word_for(PropertyType type) {
    switch (type) {
        case PropertyType::text:
        case PropertyType::texts: return "a text";
        case PropertyType::integer: return "a number";
        case PropertyType::boolean: return "TRUE or FALSE";
        case PropertyType::instant:
        case PropertyType::date:
        case PropertyType::interval: return "a time";
    }
    return "";
}

/// Properties that can be compared with each other fall into these.
int family(PropertyType type) {
    switch (type) {
        case PropertyType::text:
        case PropertyType::texts: return 0;
        case PropertyType::integer: return 1;
        case PropertyType::boolean: return 2;
        default: return 3;
    }
}

constexpr std::int64_t day_us = 86'400'000'000;

class Parser {
public:
    Parser(std::vector<Token> tokens, Crs crs) : tokens_(std::move(tokens)), crs_(crs) {}

    Result<NodePtr> whole() {
        TRUCE_ASSIGN(NodePtr node, disjunction());
        if (here().kind != Token::Kind::end) return unexpected("the end, AND or OR");
        return node;
    }

private:
    [[nodiscard]] const Token& here() const { return tokens_[at_]; }
    [[nodiscard]] const Token& next() const { return tokens_[std::min(at_ + 1, tokens_.size() - 1)]; }
    void step() {
        if (at_ + 1 < tokens_.size()) ++at_;
    }
    [[nodiscard]] bool is(std::string_view text) const {
        return (here().kind == Token::Kind::word || here().kind == Token::Kind::sign) && here().text == text;
    }
    bool take(std::string_view text) {
        if (!is(text)) return false;
        step();
        return true;
    }
    [[nodiscard]] Error unexpected(std::string_view wanted) const {
        const Token& token = here();
        const std::string got = token.kind == Token::Kind::end      ? "the filter ends"
                                : token.kind == Token::Kind::number ? "a number stands"
                                : token.kind == Token::Kind::quoted
                                    ? "a text stands"
                                    : fmt::format("\"{}\" stands", token.as_written.empty() ? token.text : token.as_written);
        return wrong("cql2.syntax", token.at, fmt::format("{} where {} is expected", got, wanted));
    }
    Result<void> need(std::string_view sign) {
        if (take(sign)) return {};
        return unexpected(fmt::format("\"{}\"", sign));
    }

    /// Of nested parentheses and negations.
    struct Deeper {
        explicit Deeper(std::size_t& depth) : depth_(depth) { ++depth_; }
        ~Deeper() { --depth_; }
        Deeper(const Deeper&) = delete;
        Deeper& operator=(const Deeper&) = delete;
        std::size_t& depth_;
    };
    [[nodiscard]] Result<void> not_too_deep() const {
        if (depth_ <= cql2_depth_max) return {};
        return wrong("cql2.depth", here().at, fmt::format("more than {} expressions stand inside one another", cql2_depth_max),
                     "Write it with fewer parentheses");
    }

    static NodePtr joined(Node::Kind kind, std::vector<NodePtr> children) {
        if (children.size() == 1) return std::move(children.front());
        auto node = std::make_unique<Node>();
        node->kind = kind;
        node->children = std::move(children);
        return node;
    }

    Result<NodePtr> disjunction() {
        const Deeper deeper(depth_);
        TRUCE_TRY(not_too_deep());
        std::vector<NodePtr> parts;
        do {
            TRUCE_ASSIGN(NodePtr part, conjunction());
            parts.push_back(std::move(part));
        } while (take("OR"));
        return joined(Node::Kind::either, std::move(parts));
    }

    Result<NodePtr> conjunction() {
        std::vector<NodePtr> parts;
        do {
            TRUCE_ASSIGN(NodePtr part, negation());
            parts.push_back(std::move(part));
        } while (take("AND"));
        return joined(Node::Kind::both, std::move(parts));
    }

    static NodePtr negated(NodePtr node) {
        auto out = std::make_unique<Node>();
        out->kind = Node::Kind::negation;
        out->children.push_back(std::move(node));
        return out;
    }

    Result<NodePtr> negation() {
        if (take("NOT")) {
            const Deeper deeper(depth_);
            TRUCE_TRY(not_too_deep());
            TRUCE_ASSIGN(NodePtr inner, negation());
            return negated(std::move(inner));
        }
        if (take("(")) {
            TRUCE_ASSIGN(NodePtr inner, disjunction());
            TRUCE_TRY(need(")"));
            return inner;
        }
        return predicate();
    }

    Result<NodePtr> predicate() {
        if (here().kind == Token::Kind::word && next().kind == Token::Kind::sign && next().text == "(") {
            using enum Node::Kind;
            static constexpr std::pair<std::string_view, Node::Kind> spatial[] = {
                {"S_INTERSECTS", intersects}, {"S_WITHIN", within}, {"S_DISJOINT", disjoint}};
            static constexpr std::pair<std::string_view, Node::Kind> temporal[] = {
                {"T_INTERSECTS", t_intersects}, {"T_DISJOINT", t_disjoint}, {"T_AFTER", t_after},  {"T_BEFORE", t_before},
                {"T_DURING", t_during},         {"T_CONTAINS", t_contains}, {"T_EQUALS", t_equals}};
            for (const auto& [name, kind] : spatial) {
                if (take(name)) return space(kind);
            }
            for (const auto& [name, kind] : temporal) {
                if (take(name)) return time(kind);
            }
        }
        if ((is("TRUE") || is("FALSE")) && !is_comparison(next())) {
            auto node = std::make_unique<Node>();
            node->constant = is("TRUE");
            step();
            return NodePtr(std::move(node));
        }
        return comparison();
    }

    static bool is_comparison(const Token& token) {
        return token.kind == Token::Kind::sign && token.text != "(" && token.text != ")" && token.text != ",";
    }

    Result<NodePtr> comparison() {
        TRUCE_ASSIGN(Cql2Scalar left, scalar());
        if (take("IS")) {
            const bool opposite = take("NOT");
            if (!take("NULL")) return unexpected("NULL");
            if (left.property == nullptr) return wrong("cql2.type", left.at, "only of a property it is asked whether it IS NULL");
            return finished(Node::Kind::is_null, opposite, std::move(left));
        }
        const bool opposite = take("NOT");
        if (take("LIKE")) return like(std::move(left), opposite);
        if (take("BETWEEN")) return between(std::move(left), opposite);
        if (take("IN")) return in(std::move(left), opposite);
        if (opposite) return unexpected("LIKE, BETWEEN or IN");
        if (!is_comparison(here())) return unexpected("a comparison");
        const std::string sign = here().text;
        step();
        TRUCE_ASSIGN(Cql2Scalar right, scalar());
        TRUCE_TRY(comparable(left, right));
        if (sign == "=" || sign == "<>") return finished(Node::Kind::equal, sign == "<>", std::move(left), std::move(right));
        TRUCE_TRY(ordered(left));
        if (sign == "<" || sign == ">=") return finished(Node::Kind::less, sign == ">=", std::move(left), std::move(right));
        return finished(Node::Kind::less, sign == "<=", std::move(right), std::move(left));
    }

    template <typename... Scalars>
    static NodePtr finished(Node::Kind kind, bool opposite, Scalars... scalars) {
        auto node = std::make_unique<Node>();
        node->kind = kind;
        (node->scalars.push_back(std::move(scalars)), ...);
        return opposite ? negated(std::move(node)) : NodePtr(std::move(node));
    }

    Result<NodePtr> like(Cql2Scalar left, bool opposite) {
        if (left.property == nullptr || family(left.type()) != 0)
            return wrong("cql2.type", left.at, "LIKE wants a property that is a text");
        if (here().kind != Token::Kind::quoted) return unexpected("a pattern in '...'");
        auto node = std::make_unique<Node>();
        node->kind = Node::Kind::like;
        node->scalars.push_back(std::move(left));
        node->pattern = here().text;
        step();
        return opposite ? negated(std::move(node)) : NodePtr(std::move(node));
    }

    Result<NodePtr> between(Cql2Scalar left, bool opposite) {
        TRUCE_ASSIGN(Cql2Scalar low, scalar());
        if (!take("AND")) return unexpected("AND");
        TRUCE_ASSIGN(Cql2Scalar high, scalar());
        TRUCE_TRY(comparable(left, low));
        TRUCE_TRY(comparable(left, high));
        TRUCE_TRY(ordered(left));
        std::vector<NodePtr> both;
        both.push_back(finished(Node::Kind::less, true, left, std::move(low)));
        both.push_back(finished(Node::Kind::less, true, std::move(high), left));
        NodePtr node = joined(Node::Kind::both, std::move(both));
        return opposite ? negated(std::move(node)) : std::move(node);
    }

    Result<NodePtr> in(Cql2Scalar left, bool opposite) {
        auto node = std::make_unique<Node>();
        node->kind = Node::Kind::in;
        node->scalars.push_back(std::move(left));
        TRUCE_TRY(need("("));
        do {
            TRUCE_ASSIGN(Cql2Scalar one, scalar());
            TRUCE_TRY(comparable(node->scalars.front(), one));
            node->scalars.push_back(std::move(one));
        } while (take(","));
        TRUCE_TRY(need(")"));
        return opposite ? negated(std::move(node)) : NodePtr(std::move(node));
    }

    static Result<void> comparable(const Cql2Scalar& a, const Cql2Scalar& b) {
        if (family(a.type()) == family(b.type())) return {};
        return wrong("cql2.type", b.at, fmt::format("{} is compared with {}", word_for(a.type()), word_for(b.type())),
                     "Compare what is of one kind; texts stand in '...', times in DATE('...') or TIMESTAMP('...')");
    }
    static Result<void> ordered(const Cql2Scalar& a) {
        if (a.type() != PropertyType::boolean) return {};
        return wrong("cql2.type", a.at, "TRUE and FALSE have no order");
    }

    Result<Cql2Scalar> scalar() {
        Cql2Scalar out;
        out.at = here().at;
        if (here().kind == Token::Kind::quoted) {
            out.literal = here().text;
            step();
            return out;
        }
        if (here().kind == Token::Kind::number) {
            out.literal = here().number;
            step();
            return out;
        }
        if (here().kind != Token::Kind::word) return unexpected("a property or a value");
        if (take("TRUE")) {
            out.literal = true;
            return out;
        }
        if (take("FALSE")) {
            out.literal = false;
            return out;
        }
        if ((is("DATE") || is("TIMESTAMP")) && next().kind == Token::Kind::sign && next().text == "(") {
            const bool date = is("DATE");
            step();
            TRUCE_TRY(need("("));
            TRUCE_ASSIGN(out.literal, moment(date));
            TRUCE_TRY(need(")"));
            return out;
        }
        out.property = find_property(here().as_written);
        if (out.property == nullptr) {
            return wrong("cql2.property", here().at, fmt::format("there is no property \"{}\"", here().as_written),
                         "The collection's queryables list what there is");
        }
        step();
        return out;
    }

    /// A date or a timestamp in quotes, as the interval that it names; either if `date` is absent.
    Result<Interval> moment(std::optional<bool> date) {
        const Token token = here();
        if (token.kind != Token::Kind::quoted) return unexpected("a time in '...'");
        step();
        const auto day = parse_day(token.text);
        if (day && date.value_or(true)) {
            const std::int64_t from = std::int64_t{day->days_since_1970} * day_us;
            return Interval{{from}, {from + day_us}};
        }
        const auto instant = parse_instant(token.text);
        if (instant && !date.value_or(false)) return Interval{*instant, {instant->us + 1}};
        return wrong("cql2.value", token.at, fmt::format("\"{}\" is no {}", token.text, date.value_or(false) ? "date" : "time"),
                     "Write DATE('2017-02-25') or TIMESTAMP('2017-02-25T12:00:00Z')");
    }

    /// What a time predicate is asked of: one scalar, or two ends.
    Result<std::size_t> ends(Node& node) {
        if (is("INTERVAL") && next().kind == Token::Kind::sign && next().text == "(") {
            step();
            step();
            for (const bool first : {true, false}) {
                Cql2Scalar end;
                end.at = here().at;
                if (here().kind == Token::Kind::quoted && here().text == "..") {
                    end.literal = first ? Interval{Instant::lowest(), Instant::lowest()} : Interval{Instant::highest(), Instant::highest()};
                    step();
                } else if (here().kind == Token::Kind::quoted) {
                    TRUCE_ASSIGN(end.literal, moment(std::nullopt));
                } else {
                    TRUCE_ASSIGN(end, scalar());
                    if (family(end.type()) != 3) return wrong("cql2.type", end.at, "the end of an INTERVAL is no time");
                }
                node.scalars.push_back(std::move(end));
                TRUCE_TRY(need(first ? "," : ")"));
            }
            return 2U;
        }
        TRUCE_ASSIGN(Cql2Scalar one, scalar());
        if (family(one.type()) != 3) return wrong("cql2.type", one.at, fmt::format("{} where a time is expected", word_for(one.type())));
        node.scalars.push_back(std::move(one));
        return 1U;
    }

    Result<NodePtr> time(Node::Kind kind) {
        auto node = std::make_unique<Node>();
        node->kind = kind;
        TRUCE_TRY(need("("));
        TRUCE_ASSIGN(node->first_ends, ends(*node));
        TRUCE_TRY(need(","));
        TRUCE_ASSIGN([[maybe_unused]] const std::size_t second, ends(*node));
        TRUCE_TRY(need(")"));
        return NodePtr(std::move(node));
    }

    Result<NodePtr> space(Node::Kind kind) {
        auto node = std::make_unique<Node>();
        node->kind = kind;
        TRUCE_TRY(need("("));
        if (here().kind != Token::Kind::word || (here().as_written != "geometry" && here().as_written != "geom"))
            return unexpected("the property geometry");
        step();
        TRUCE_TRY(need(","));
        TRUCE_ASSIGN(Zone zone, place());
        node->zone = std::move(zone);
        TRUCE_TRY(need(")"));
        return NodePtr(std::move(node));
    }

    Result<double> number() {
        if (here().kind != Token::Kind::number) return unexpected("a number");
        const double value = here().number;
        step();
        return value;
    }

    Result<LatLon> position() {
        const std::size_t at = here().at;
        TRUCE_ASSIGN(const double first, number());
        TRUCE_ASSIGN(const double second, number());
        if (here().kind == Token::Kind::number) step();  // a height
        if (++vertices_ > cql2_vertices_max)
            return Error{Errc::too_large, "cql2.size", fmt::format("more than {} vertices", cql2_vertices_max),
                         fmt::format("filter:{}", at + 1), ""};
        const auto point = from_crs(first, second, crs_);
        if (!point)
            return wrong("cql2.value", at, fmt::format("{} {} is no place", first, second), "The order of axes is that of filter-crs");
        return *point;
    }

    Result<PolygonRings> polygon() {
        PolygonRings rings;
        TRUCE_TRY(need("("));
        do {
            TRUCE_TRY(need("("));
            const std::size_t at = here().at;
            Ring ring;
            do {
                TRUCE_ASSIGN(const LatLon point, position());
                if (ring.empty() || ring.back() != point) ring.push_back(point);
            } while (take(","));
            TRUCE_TRY(need(")"));
            if (ring.size() < 4 || ring.front() != ring.back())
                return wrong("cql2.value", at, "a ring has fewer than four positions or is not closed",
                             "Repeat the first position at the end");
            ring.pop_back();
            rings.push_back(std::move(ring));
        } while (take(","));
        TRUCE_TRY(need(")"));
        return rings;
    }

    Result<Zone> shape(std::vector<PolygonRings> polygons, std::size_t at) const {
        auto made = Shape::create(std::move(polygons));
        if (!made) return wrong("cql2.value", at, made.error().what);
        return Zone::of(std::make_shared<const Shape>(std::move(*made)));
    }

    Result<Zone> place() {
        const std::size_t at = here().at;
        if (take("BBOX") || take("ENVELOPE")) {
            TRUCE_TRY(need("("));
            double c[4] = {};
            for (int i = 0; i < 4; ++i) {
                TRUCE_ASSIGN(c[i], number());
                TRUCE_TRY(need(i < 3 ? "," : ")"));
            }
            const auto low = from_crs(c[0], c[1], crs_);
            const auto high = from_crs(c[2], c[3], crs_);
            if (!low || !high) return wrong("cql2.value", at, "a corner of the box is no place", "The order of axes is that of filter-crs");
            auto zone = Zone::box({*low, *high});
            if (!zone) return wrong("cql2.value", at, zone.error().what, zone.error().remedy);
            return std::move(*zone);
        }
        if (take("POINT")) {
            TRUCE_TRY(need("("));
            TRUCE_ASSIGN(const LatLon point, position());
            TRUCE_TRY(need(")"));
            return Zone::point(point);
        }
        if (take("POLYGON")) {
            TRUCE_ASSIGN(PolygonRings rings, polygon());
            return shape({std::move(rings)}, at);
        }
        if (take("MULTIPOLYGON")) {
            std::vector<PolygonRings> polygons;
            TRUCE_TRY(need("("));
            do {
                TRUCE_ASSIGN(PolygonRings rings, polygon());
                polygons.push_back(std::move(rings));
            } while (take(","));
            TRUCE_TRY(need(")"));
            return shape(std::move(polygons), at);
        }
        return unexpected("BBOX, POINT, POLYGON or MULTIPOLYGON");
    }

    std::vector<Token> tokens_;
    Crs crs_;
    std::size_t at_ = 0;
    std::size_t depth_ = 0;
    std::size_t vertices_ = 0;
};

}  // namespace

PropertyType Cql2Scalar::type() const {
    if (property != nullptr) return property->type;
    if (std::holds_alternative<std::string>(literal)) return PropertyType::text;
    if (std::holds_alternative<double>(literal)) return PropertyType::integer;
    return std::holds_alternative<bool>(literal) ? PropertyType::boolean : PropertyType::interval;
}

Cql2Filter::Cql2Filter(std::unique_ptr<const Node> root) : root_(std::move(root)) {}
Cql2Filter::~Cql2Filter() = default;
Cql2Filter::Cql2Filter(Cql2Filter&&) noexcept = default;
Cql2Filter& Cql2Filter::operator=(Cql2Filter&&) noexcept = default;

Result<Cql2Filter> Cql2Filter::parse(std::string_view text, Crs crs) {
    TRUCE_ASSIGN(std::vector<Token> tokens, tokens_of(text));
    TRUCE_ASSIGN(NodePtr root, Parser(std::move(tokens), crs).whole());
    return Cql2Filter(std::move(root));
}

}  // namespace truce
