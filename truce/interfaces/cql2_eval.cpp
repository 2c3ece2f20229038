#include <algorithm>
#include <compare>

#include "truce/interfaces/cql2_node.hpp"

namespace truce {
namespace {

using Node = Cql2Filter::Node;

constexpr std::int64_t day_us = 86'400'000'000;

/// A scalar of this incident: nothing, or values of which any may be meant.
using Value = std::variant<std::monostate, std::string_view, double, bool, Interval>;

class Evaluation {
public:
    Evaluation(const LiveIncident& incident, const Profile& profile) : incident_(incident), profile_(profile) {}

    Truth of(const Node& node) {
        switch (node.kind) {
            case Node::Kind::constant: return truth_of(node.constant);
            case Node::Kind::negation: return not_(of(*node.children.front()));
            case Node::Kind::both: return all(node, Truth::yes, [](Truth a, Truth b) { return and_(a, b); });
            case Node::Kind::either: return all(node, Truth::no, [](Truth a, Truth b) { return or_(a, b); });
            case Node::Kind::equal: return any(node, equal);
            case Node::Kind::less: return any(node, less);
            case Node::Kind::in: return in(node);
            case Node::Kind::like: return like(node);
            case Node::Kind::is_null: return truth_of(values(node.scalars.front()).empty());
            case Node::Kind::intersects: return place(node, [](Truth held) { return held != Truth::no; });
            case Node::Kind::within: return place(node, [](Truth held) { return held == Truth::yes; });
            case Node::Kind::disjoint: return place(node, [](Truth held) { return held == Truth::no; });
            default: return time(node);
        }
    }

private:
    template <typename Join>
    Truth all(const Node& node, Truth start, Join join) {
        Truth truth = start;
        for (const auto& child : node.children) truth = join(truth, of(*child));
        return truth;
    }

    /// Every value of the scalar; none if it is not known. A list that is known to be empty has none either.
    std::vector<Value> values(const Cql2Scalar& scalar) {
        if (scalar.property == nullptr) {
            return std::visit(
                [](const auto& literal) -> std::vector<Value> {
                    using Literal = std::decay_t<decltype(literal)>;
                    if constexpr (std::is_same_v<Literal, std::monostate>) {
                        return {};
                    } else if constexpr (std::is_same_v<Literal, std::string>) {
                        return {Value(std::string_view(literal))};
                    } else {
                        return {Value(literal)};
                    }
                },
                scalar.literal);
        }
        scratches_.push_back(std::make_unique<PropertyScratch>());
        const PropertyValue value = value_of(incident_, scalar.property->property, profile_, *scratches_.back());
        if (const auto* text = std::get_if<std::string_view>(&value)) return {Value(*text)};
        if (const auto* whole = std::get_if<std::int64_t>(&value)) return {Value(static_cast<double>(*whole))};
        if (const auto* yes = std::get_if<bool>(&value)) return {Value(*yes)};
        if (const auto* at = std::get_if<Instant>(&value)) return {Value(Interval{*at, {at->us + 1}})};
        if (const auto* when = std::get_if<Interval>(&value)) return {Value(*when)};
        if (const auto* day = std::get_if<Day>(&value)) {
            const std::int64_t from = std::int64_t{day->days_since_1970} * day_us;
            return {Value(Interval{{from}, {from + day_us}})};
        }
        std::vector<Value> out;
        if (const auto* list = std::get_if<const std::vector<std::string>*>(&value)) {
            for (const std::string& one : **list) out.emplace_back(std::string_view(one));
        }
        return out;
    }

    /// Equal times are the same instants: a timestamp lies in its date.
    static Truth equal(const Value& a, const Value& b) {
        if (const auto *x = std::get_if<Interval>(&a), *y = std::get_if<Interval>(&b); x != nullptr && y != nullptr)
            return truth_of(x->contains(*y) || y->contains(*x));
        return truth_of(a == b);
    }
    static Truth less(const Value& a, const Value& b) {
        if (const auto *x = std::get_if<Interval>(&a), *y = std::get_if<Interval>(&b); x != nullptr && y != nullptr)
            return truth_of(x->to <= y->from);
        if (const auto *x = std::get_if<double>(&a), *y = std::get_if<double>(&b); x != nullptr && y != nullptr) return truth_of(*x < *y);
        if (const auto *x = std::get_if<std::string_view>(&a), *y = std::get_if<std::string_view>(&b); x != nullptr && y != nullptr)
            return truth_of(*x < *y);
        return Truth::unknown;
    }

    template <typename Test>
    Truth any(const std::vector<Value>& left, const std::vector<Value>& right, Test test) {
        if (left.empty() || right.empty()) return Truth::unknown;
        Truth truth = Truth::no;
        for (const Value& a : left) {
            for (const Value& b : right) truth = or_(truth, test(a, b));
        }
        return truth;
    }
    template <typename Test>
    Truth any(const Node& node, Test test) {
        return any(values(node.scalars[0]), values(node.scalars[1]), test);
    }

    Truth in(const Node& node) {
        const std::vector<Value> left = values(node.scalars.front());
        Truth truth = left.empty() ? Truth::unknown : Truth::no;
        for (std::size_t i = 1; i < node.scalars.size(); ++i) truth = or_(truth, any(left, values(node.scalars[i]), equal));
        return truth;
    }

    Truth like(const Node& node) {
        const std::vector<Value> left = values(node.scalars.front());
        if (left.empty()) return Truth::unknown;
        return truth_of(
            std::ranges::any_of(left, [&](const Value& one) { return matches(std::get<std::string_view>(one), node.pattern); }));
    }

    /// Without going back further than the last %, so that no pattern takes long.
    static bool matches(std::string_view text, std::string_view pattern) {
        std::size_t t = 0;
        std::size_t p = 0;
        std::size_t star = std::string_view::npos;
        std::size_t star_t = 0;
        while (t < text.size()) {
            const bool escaped = p + 1 < pattern.size() && pattern[p] == '\\';
            if (p < pattern.size() && pattern[p] == '%') {
                star = ++p;
                star_t = t;
            } else if (p < pattern.size() && !escaped && pattern[p] == '_') {
                // Any one character, whatever its length in UTF-8.
                ++t;
                while (t < text.size() && (static_cast<unsigned char>(text[t]) & 0xC0U) == 0x80U) ++t;
                ++p;
            } else if (p < pattern.size() && text[t] == pattern[escaped ? p + 1 : p]) {
                ++t;
                p += escaped ? 2 : 1;
            } else if (star != std::string_view::npos) {
                p = star;
                t = ++star_t;
            } else {
                return false;
            }
        }
        while (p < pattern.size() && pattern[p] == '%') ++p;
        return p == pattern.size();
    }

    template <typename Test>
    Truth place(const Node& node, Test test) {
        if (incident_.place.kind == ShownPlace::Kind::none) return Truth::unknown;
        return truth_of(test(node.zone->holds(incident_.place, *profile_.atlas)));
    }

    /// One scalar, or from the first end's beginning to the second one's end. Nothing if an end is not known.
    std::optional<Interval> when(const Node& node, std::size_t first, std::size_t count) {
        const std::vector<Value> from = values(node.scalars[first]);
        const std::vector<Value> to = count == 2 ? values(node.scalars[first + 1]) : from;
        if (from.empty() || to.empty()) return std::nullopt;
        return Interval{std::get<Interval>(from.front()).from, std::get<Interval>(to.front()).to};
    }

    Truth time(const Node& node) {
        const auto a = when(node, 0, node.first_ends);
        const auto b = when(node, node.first_ends, node.scalars.size() - node.first_ends);
        if (!a || !b) return Truth::unknown;
        switch (node.kind) {
            case Node::Kind::t_intersects: return truth_of(a->overlaps(*b));
            case Node::Kind::t_disjoint: return truth_of(!a->overlaps(*b));
            case Node::Kind::t_after: return truth_of(a->from >= b->to);
            case Node::Kind::t_before: return truth_of(a->to <= b->from);
            case Node::Kind::t_during: return truth_of(b->contains(*a));
            case Node::Kind::t_contains: return truth_of(a->contains(*b));
            case Node::Kind::t_equals: return truth_of(*a == *b);
            default: return Truth::unknown;
        }
    }

    const LiveIncident& incident_;
    const Profile& profile_;
    std::vector<std::unique_ptr<PropertyScratch>> scratches_;  ///< values point into them
};

}  // namespace

Truth Cql2Filter::holds(const LiveIncident& incident, const Profile& profile) const { return Evaluation(incident, profile).of(*root_); }

}  // namespace truce
