#include "truce/base/time.hpp"

#include <fmt/format.h>
#include <unicode/basictz.h>
#include <unicode/timezone.h>
#include <unicode/tztrans.h>
#include <unicode/ucal.h>

#include <algorithm>
#include <chrono>
#include <memory>

namespace truce {
namespace {

constexpr std::int64_t us_per_second = 1'000'000;
constexpr std::int64_t us_per_day = 86'400 * us_per_second;

/// Reads exactly `width` digits at `at`; -1 if they are not there.
int digits(std::string_view text, std::size_t at, std::size_t width) {
    if (at + width > text.size()) return -1;
    int value = 0;
    for (std::size_t i = at; i < at + width; ++i) {
        if (text[i] < '0' || text[i] > '9') return -1;
        value = value * 10 + (text[i] - '0');
    }
    return value;
}

std::int64_t floor_div(std::int64_t a, std::int64_t b) { return a / b - ((a % b != 0 && (a < 0) != (b < 0)) ? 1 : 0); }

Error bad_instant(std::string_view text) {
    return {Errc::invalid, "time.instant", fmt::format("\"{}\" is not an instant", text), "",
            "Write it as 2017-02-25T14:00:00+02:00, with the offset from UTC"};
}

bool day_at(std::string_view text, std::size_t at, Day& day) {
    using namespace std::chrono;
    if (text.size() < at + 10 || text[at + 4] != '-' || text[at + 7] != '-') return false;
    const int y = digits(text, at, 4);
    const int m = digits(text, at + 5, 2);
    const int d = digits(text, at + 8, 2);
    if (y < 1 || m < 1 || d < 1) return false;
    const year_month_day date{year{y}, month{static_cast<unsigned>(m)}, std::chrono::day{static_cast<unsigned>(d)}};
    if (!date.ok()) return false;
    day.days_since_1970 = static_cast<std::int32_t>(sys_days{date}.time_since_epoch().count());
    return true;
}

/// "hh:mm:ss[.ffffff]" at `at`, moved past it; microseconds since midnight or -1.
std::int64_t time_of_day(std::string_view text, std::size_t& at) {
    const int h = digits(text, at, 2);
    const int m = digits(text, at + 3, 2);
    const int s = digits(text, at + 6, 2);
    if (h < 0 || h > 23 || m < 0 || m > 59 || s < 0 || s > 59 || text[at + 2] != ':' || text[at + 5] != ':') return -1;
    at += 8;
    std::int64_t us = ((h * 60 + m) * 60LL + s) * us_per_second;
    if (at < text.size() && text[at] == '.') {
        std::int64_t unit = us_per_second / 10;
        const std::size_t first = ++at;
        for (; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, unit /= 10) us += (text[at] - '0') * unit;
        if (at == first || at - first > 6) return -1;
    }
    return us;
}

/// "2017-02-25T12:00:00[.ffffff]" of microseconds since the start of 1970 on some clock.
std::string date_and_time(std::int64_t clock_us) {
    const std::int64_t days = floor_div(clock_us, us_per_day);
    const std::int64_t us = clock_us - days * us_per_day;
    const std::int64_t s = us / us_per_second;
    std::string out = format(Day{static_cast<std::int32_t>(days)});
    // Several times in every incident of a page: digit by digit.
    const auto two = [&](char before, std::int64_t n) {
        out += before;
        out += static_cast<char>('0' + n / 10);
        out += static_cast<char>('0' + n % 10);
    };
    two('T', s / 3600);
    two(':', s / 60 % 60);
    two(':', s % 60);
    if (us % us_per_second != 0) out += fmt::format(".{:06}", us % us_per_second);
    return out;
}

}  // namespace

Result<Day> parse_day(std::string_view text) {
    Day day;
    if (text.size() != 10 || !day_at(text, 0, day)) {
        return Error{Errc::invalid, "time.day", fmt::format("\"{}\" is not a day", text), "", "Write it as YYYY-MM-DD"};
    }
    return day;
}

std::string format(Day day) {
    using namespace std::chrono;
    const year_month_day date{sys_days{days{day.days_since_1970}}};
    const auto y = static_cast<int>(date.year());
    const auto m = static_cast<unsigned>(date.month());
    const auto d = static_cast<unsigned>(date.day());
    if (y < 0 || y > 9999) return fmt::format("{:04}-{:02}-{:02}", y, m, d);
    // Twice in every report of a million: digit by digit.
    const auto year_number = static_cast<unsigned>(y);
    const auto digit = [](unsigned n) { return static_cast<char>('0' + n % 10); };
    return {digit(year_number / 1000),
            digit(year_number / 100),
            digit(year_number / 10),
            digit(year_number),
            '-',
            digit(m / 10),
            digit(m),
            '-',
            digit(d / 10),
            digit(d)};
}

Result<Instant> parse_instant(std::string_view text) {
    Day day;
    if (text.size() < 20 || !day_at(text, 0, day) || (text[10] != 'T' && text[10] != ' ')) return bad_instant(text);
    std::size_t at = 11;
    const std::int64_t us = time_of_day(text, at);
    if (us < 0 || at >= text.size()) return bad_instant(text);
    std::int64_t offset = 0;
    if (text[at] == 'Z' && at + 1 == text.size()) {
        offset = 0;
    } else if ((text[at] == '+' || text[at] == '-') && text.size() == at + 6 && text[at + 3] == ':') {
        const int h = digits(text, at + 1, 2);
        const int m = digits(text, at + 4, 2);
        if (h < 0 || h > 23 || m < 0 || m > 59) return bad_instant(text);
        offset = (h * 60 + m) * 60LL * (text[at] == '-' ? -1 : 1);
    } else {
        return bad_instant(text);
    }
    const Instant instant{day.days_since_1970 * us_per_day + us - offset * us_per_second};
    if (instant <= Instant::lowest() || instant >= Instant::highest()) return bad_instant(text);
    return instant;
}

std::string format(Instant instant) {
    if (instant <= Instant::lowest()) return "-inf";
    if (instant >= Instant::highest()) return "inf";
    return date_and_time(instant.us) + "Z";
}

LocalDays::LocalDays(std::string zone, std::string tzdata, std::vector<Change> changes)
    : zone_(std::move(zone)), tzdata_(std::move(tzdata)), changes_(std::move(changes)) {}

Result<LocalDays> LocalDays::create(std::string zone, std::string tzdata, std::vector<Change> changes) {
    const auto refuse = [&](const char* what) {
        return Error{Errc::invalid, "time.zone_changes", fmt::format("the offsets of {}: {}", zone, what), "",
                     "Write them with `truce terms days ZONE FIRST LAST`"};
    };
    if (changes.empty()) return refuse("none is given");
    for (std::size_t i = 0; i < changes.size(); ++i) {
        if (changes[i].offset_s <= -86'400 || changes[i].offset_s >= 86'400) return refuse("one is a day or more");
        if (i > 0 && !(changes[i - 1].from < changes[i].from)) return refuse("they are not in ascending order");
    }
    return LocalDays(std::move(zone), std::move(tzdata), std::move(changes));
}

Result<LocalDays> LocalDays::from_tzdata(std::string_view zone, Day first, Day last) {
    const std::unique_ptr<icu::TimeZone> found(icu::TimeZone::createTimeZone(icu::UnicodeString::fromUTF8(std::string(zone))));
    const auto* rules = dynamic_cast<const icu::BasicTimeZone*>(found.get());
    icu::UnicodeString id;
    if (rules == nullptr || found->getID(id) == icu::UnicodeString(UCAL_UNKNOWN_ZONE_ID)) {
        return Error{Errc::invalid, "time.zone_unknown", fmt::format("\"{}\" is not a time zone", zone), "",
                     "Use a name of the tz database, such as Asia/Damascus"};
    }
    UErrorCode status = U_ZERO_ERROR;
    const char* version = icu::TimeZone::getTZDataVersion(status);
    // A day's bounds can need the offset a day before and after it.
    const double start_ms = (first.days_since_1970 - 2) * 86'400'000.0;
    const double end_ms = (last.days_since_1970 + 3) * 86'400'000.0;
    std::int32_t raw = 0;
    std::int32_t saving = 0;
    found->getOffset(start_ms, 0, raw, saving, status);
    if (U_FAILURE(status)) return Error{Errc::io, "time.zone_data", "the time-zone data cannot be read", "", "Install tzdata"};
    std::vector<Change> changes{{Instant{static_cast<std::int64_t>(start_ms) * 1000}, (raw + saving) / 1000}};
    icu::TimeZoneTransition next;
    for (double at = start_ms; rules->getNextTransition(at, 0, next) != 0 && next.getTime() <= end_ms; at = next.getTime()) {
        const std::int32_t offset_s = (next.getTo()->getRawOffset() + next.getTo()->getDSTSavings()) / 1000;
        if (offset_s != changes.back().offset_s) changes.push_back({Instant{static_cast<std::int64_t>(next.getTime()) * 1000}, offset_s});
    }
    return create(std::string(zone), version != nullptr ? version : "", std::move(changes));
}

std::int32_t LocalDays::offset_at(Instant t) const {
    const auto after = std::upper_bound(changes_.begin(), changes_.end(), t, [](Instant a, const Change& c) { return a < c.from; });
    return after == changes_.begin() ? changes_.front().offset_s : std::prev(after)->offset_s;
}

Instant LocalDays::start_of(Day day) const {
    // Within one stretch of constant offset, local dates ascend. The day starts in the last stretch that
    // still has an instant before local midnight, or at that stretch's end.
    const std::int64_t midnight = day.days_since_1970 * us_per_day;
    for (std::size_t i = changes_.size(); i-- > 0;) {
        const Instant start{midnight - changes_[i].offset_s * us_per_second};
        if (i == 0 || changes_[i].from < start) return start;
        const Instant before{midnight - changes_[i - 1].offset_s * us_per_second};
        if (before >= changes_[i].from) return changes_[i].from;
    }
    return Instant{midnight};
}

Interval LocalDays::bounds(Day day) const { return {start_of(day), start_of(day.next())}; }

Interval LocalDays::bounds(Day first, Day last) const {
    TRUCE_ASSERT(first <= last);
    return {start_of(first), start_of(last.next())};
}

Day LocalDays::day_of(Instant t) const {
    const std::int64_t local = t.us + offset_at(t) * us_per_second;
    Day day{static_cast<std::int32_t>(floor_div(local, us_per_day))};
    while (t < start_of(day)) day = day.next(-1);
    while (t >= start_of(day.next())) day = day.next();
    return day;
}

std::string LocalDays::format_local(Instant t) const {
    if (t <= Instant::lowest() || t >= Instant::highest()) return format(t);
    const std::int32_t minutes = offset_at(t) / 60;
    const std::int32_t size = minutes < 0 ? -minutes : minutes;
    return date_and_time(t.us + minutes * (60 * us_per_second)) +
           fmt::format("{}{:02}:{:02}", minutes < 0 ? '-' : '+', size / 60, size % 60);
}

}  // namespace truce
