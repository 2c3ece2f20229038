// The one file that knows libical.
#include "truce/publish/calendar.hpp"

#include <libical/ical.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <tuple>

#include "truce/base/result.hpp"

namespace truce {
namespace {

struct FreeComponent {
    void operator()(icalcomponent* component) const { icalcomponent_free(component); }
};
using Component = std::unique_ptr<icalcomponent, FreeComponent>;

/// Whole seconds: a calendar knows no less.
icaltimetype utc(Instant t) {
    const std::int64_t seconds = t.us >= 0 ? t.us / 1'000'000 : (t.us - 999'999) / 1'000'000;
    return icaltime_from_timet_with_zone(static_cast<time_t>(seconds), 0, icaltimezone_get_utc_timezone());
}

void add(icalcomponent* to, icalproperty* property) {
    TRUCE_ASSERT(property != nullptr);
    icalcomponent_add_property(to, property);
}

icalcomponent* event_of(const CalendarEvent& event) {
    icalcomponent* out = icalcomponent_new(ICAL_VEVENT_COMPONENT);
    const bool cancelled = event.status == CalendarEvent::Status::cancelled;
    add(out, icalproperty_new_uid(event.uid.c_str()));
    add(out, icalproperty_new_dtstamp(utc(event.changed)));
    add(out, icalproperty_new_lastmodified(utc(event.changed)));
    add(out, icalproperty_new_sequence(static_cast<int>(event.sequence)));
    add(out, icalproperty_new_dtstart(utc(event.when.from)));
    add(out, icalproperty_new_dtend(utc(event.when.to)));
    add(out, icalproperty_new_summary(event.summary.c_str()));
    if (!event.description.empty()) add(out, icalproperty_new_description(event.description.c_str()));
    if (!event.location.empty()) add(out, icalproperty_new_location(event.location.c_str()));
    add(out, icalproperty_new_status(cancelled ? ICAL_STATUS_CANCELLED : ICAL_STATUS_CONFIRMED));
    return out;
}

}  // namespace

std::string to_icalendar(const Calendar& calendar) {
    const Component root(icalcomponent_new(ICAL_VCALENDAR_COMPONENT));
    add(root.get(), icalproperty_new_version("2.0"));
    add(root.get(), icalproperty_new_prodid("-//truce//talks//EN"));
    add(root.get(), icalproperty_new_method(calendar.method == Calendar::Method::cancel ? ICAL_METHOD_CANCEL : ICAL_METHOD_PUBLISH));
    icalproperty* name = icalproperty_new_x(calendar.name.c_str());
    icalproperty_set_x_name(name, "X-WR-CALNAME");
    add(root.get(), name);
    std::vector<const CalendarEvent*> events;
    for (const CalendarEvent& one : calendar.events) events.push_back(&one);
    std::ranges::sort(events, {}, [](const CalendarEvent* one) { return std::tuple(one->when.from, one->uid); });
    for (const CalendarEvent* one : events) icalcomponent_add_component(root.get(), event_of(*one));
    const std::unique_ptr<char, decltype(&std::free)> text(icalcomponent_as_ical_string_r(root.get()), &std::free);
    TRUCE_ASSERT(text != nullptr);
    return text.get();
}

}  // namespace truce
