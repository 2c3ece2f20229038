/// iCalendar (RFC 5545) of rounds and sessions, for ordinary calendars. Pure: the same events, the same bytes. Times are UTC.
///
/// An event keeps its UID for ever; a change is the same UID with a higher SEQUENCE, so a calendar that imports it again moves what it
/// has instead of showing it twice. What is cancelled stays in the file with STATUS:CANCELLED.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "truce/base/time.hpp"

namespace truce {

struct CalendarEvent {
    enum class Status : std::uint8_t { confirmed, cancelled };
    std::string uid;
    std::string summary;      ///< plain texts, like the next two
    std::string description;  ///< may be empty
    std::string location;     ///< may be empty
    Interval when;
    Instant changed;  ///< DTSTAMP and LAST-MODIFIED
    std::int64_t sequence = 0;
    Status status = Status::confirmed;
};

struct Calendar {
    enum class Method : std::uint8_t { publish, cancel };
    std::string name;
    Method method = Method::publish;
    std::vector<CalendarEvent> events;
};

/// Events by time, ties by UID; lines of at most 75 bytes, ended by CR LF.
std::string to_icalendar(const Calendar& calendar);

}  // namespace truce
