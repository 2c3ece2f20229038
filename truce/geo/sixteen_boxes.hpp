/// Up to sixteen boxes of whole numbers from 1 to 254, all compared with one at once (SSE2 where there is one, else as the compiler can):
/// the coarse copies of boxes that an index looks at on its way to the exact ones.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>
#include <utility>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace truce {

/// A closed box, low <= high.
template <std::size_t axes>
struct SmallBox {
    static constexpr std::uint8_t least = 1;
    static constexpr std::uint8_t most = 254;
    std::array<std::uint8_t, axes> low;
    std::array<std::uint8_t, axes> high;
};

/// Coordinate by coordinate beside each other. A place without a box meets nothing.
template <std::size_t axes>
class alignas(axes == 2 ? 64 : 16) SixteenBoxes {
public:
    static constexpr std::size_t size = 16;
    using Box = SmallBox<axes>;

    SixteenBoxes() {
        for (std::size_t d = 0; d < axes; ++d) {
            low_[d].fill(Box::most + 1);
            high_[d].fill(Box::least - 1);
        }
    }
    [[nodiscard]] Box box(std::size_t i) const {
        Box one;
        for (std::size_t d = 0; d < axes; ++d) {
            one.low[d] = low_[d][i];
            one.high[d] = high_[d][i];
        }
        return one;
    }
    [[nodiscard]] std::uint8_t low(std::size_t axis, std::size_t i) const { return low_[axis][i]; }
    void set(std::size_t i, const Box& box) {
        for (std::size_t d = 0; d < axes; ++d) {
            low_[d][i] = box.low[d];
            high_[d][i] = box.high[d];
        }
    }
    void clear(std::size_t i) {
        for (std::size_t d = 0; d < axes; ++d) {
            low_[d][i] = Box::most + 1;
            high_[d][i] = Box::least - 1;
        }
    }
    /// The least box that holds all. Precondition: there is one.
    [[nodiscard]] Box bounds() const {
        Box all;
        for (std::size_t d = 0; d < axes; ++d) {  // a place without a box does not matter to least and most
            all.low[d] = *std::ranges::min_element(low_[d]);
            all.high[d] = *std::ranges::max_element(high_[d]);
        }
        return all;
    }

#ifdef __SSE2__
    /// A box to compare with, each of its numbers sixteen times.
    class Probe {
    public:
        explicit Probe(const Box& box) {
            std::uint64_t numbers = 0;
            std::memcpy(&numbers, &box, sizeof(box));
            const __m128i bytes = _mm_cvtsi64_si128(static_cast<std::int64_t>(numbers));
            const __m128i twice = _mm_unpacklo_epi8(bytes, bytes);
            const __m128i four_times[2] = {_mm_unpacklo_epi16(twice, twice), _mm_unpackhi_epi16(twice, twice)};  // NOLINT
            for_each_axis([&](auto d) {
                low_[d] = _mm_shuffle_epi32(four_times[d / 4], d % 4 * 0x55);
                high_[d] = _mm_shuffle_epi32(four_times[(axes + d) / 4], (axes + d) % 4 * 0x55);
            });
        }

    private:
        friend SixteenBoxes;
        __m128i low_[axes];   // NOLINT: std::array would drop its alignment
        __m128i high_[axes];  // NOLINT
    };
    /// Bit i: whether box i and the probe's have a common point.
    [[nodiscard]] std::uint32_t meeting(const Probe& probe) const {
        const auto all = [](const std::array<std::uint8_t, size>& of) {
            return _mm_load_si128(reinterpret_cast<const __m128i*>(of.data()));
        };
        __m128i apart = _mm_setzero_si128();
        for_each_axis([&](auto d) {  // a - b, but 0 if b is larger
            const __m128i beside = _mm_or_si128(_mm_subs_epu8(all(low_[d]), probe.high_[d]), _mm_subs_epu8(probe.low_[d], all(high_[d])));
            apart = _mm_or_si128(apart, beside);
        });
        return static_cast<std::uint32_t>(_mm_movemask_epi8(_mm_cmpeq_epi8(apart, _mm_setzero_si128())));
    }
#else
    using Probe = Box;
    [[nodiscard]] std::uint32_t meeting(const Probe& probe) const {
        std::array<std::uint8_t, size> apart{};
        for (std::size_t d = 0; d < axes; ++d)
            for (std::size_t i = 0; i < size; ++i)
                apart[i] = static_cast<std::uint8_t>(apart[i] | (low_[d][i] > probe.high[d]) | (high_[d][i] < probe.low[d]));
        std::uint32_t hits = 0;
        for (std::size_t i = 0; i < size; ++i) hits |= static_cast<std::uint32_t>(apart[i] == 0) << i;
        return hits;
    }
#endif

private:
    static_assert(axes <= 4);
    /// With numbers that are known when it is compiled: so nothing is left of a loop.
    template <typename Visit>
    static void for_each_axis(const Visit& visit) {
        [&]<std::size_t... d>(std::index_sequence<d...>) {
            (visit(std::integral_constant<std::size_t, d>{}), ...);
        }(std::make_index_sequence<axes>{});
    }

    std::array<std::array<std::uint8_t, size>, axes> low_;
    std::array<std::array<std::uint8_t, size>, axes> high_;
};

}  // namespace truce
