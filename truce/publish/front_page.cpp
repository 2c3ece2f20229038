#include "truce/publish/front_page.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "truce/publish/markup.hpp"
#include "truce/publish/words.hpp"

namespace truce {
namespace {

constexpr std::string_view style = R"css(
.bulletins{list-style:none;padding:0;margin:1.4rem 0 0}
.bulletins>li{display:grid;gap:.1rem 2rem;border-block-start:1px solid var(--line);padding-block:.9rem}
.bulletins h2{border:0;margin:0;padding:0}
.bulletins p{margin-block:.15rem}
.forms{font:400 .8rem/1.6 var(--sans);color:var(--soft);list-style:none;display:flex;flex-wrap:wrap;gap:.1rem 1rem;padding:0;margin:.2rem 0 0}
.corrected{font-weight:600}
a{color:inherit;text-decoration-thickness:1px;text-underline-offset:.15em}
a:focus-visible{outline:2px solid var(--ink);outline-offset:2px}
@media (min-width:48rem){.bulletins>li{grid-template-columns:15rem minmax(0,1fr)}}
)css";

template <typename... Args>
std::string filled(const std::string& pattern, const Args&... args) {
    return escaped(fmt::format(fmt::runtime(pattern), args...));
}

/// "2026-11-25 00:15 UTC": nobody reads seconds here.
std::string time_text(Instant instant) {
    const std::string text = format(instant);
    return fmt::format("{} {} UTC", text.substr(0, 10), text.substr(11, 5));
}

class Front {
public:
    Front(const FrontPage& page, const Phrases& phrases) : page_(page), p_(phrases) {}

    std::string write() {
        head();
        if (page_.days.empty()) out_ += fmt::format("<p>{}</p>\n", escaped(p_.front_none));
        days();
        follow();
        record();
        return std::move(out_) + "</main>\n</body>\n</html>\n";
    }

private:
    void head() {
        const std::string_view direction = p_.direction == Direction::right_to_left ? "rtl" : "ltr";
        const std::string title = escaped(text_in(page_.title, p_.language));
        out_ = fmt::format(
            "<!DOCTYPE html>\n<html xmlns=\"http://www.w3.org/1999/xhtml\" lang=\"{0}\" xml:lang=\"{0}\" dir=\"{1}\">\n<head>\n"
            "<meta charset=\"utf-8\"/>\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\"/>\n"
            "<link rel=\"alternate\" type=\"application/atom+xml\" href=\"feed.atom\"/>\n"
            "<link rel=\"alternate\" type=\"application/feed+json\" href=\"feed.json\"/>\n"
            "<title>{2} \u2013 {3}</title>\n<style>{4}{5}</style>\n</head>\n<body>\n<main>\n<p class=\"kicker\">{3}</p>\n<h1>{2}</h1>\n",
            escaped(p_.language), direction, escaped(p_.front_title), title, page_style(), style);
    }

    void days() {
        std::vector<const FrontDay*> order;
        for (const FrontDay& day : page_.days) order.push_back(&day);
        std::ranges::sort(order, [](const FrontDay* a, const FrontDay* b) { return a->day > b->day; });
        if (order.empty()) return;
        out_ += "<ol class=\"bulletins\">\n";
        for (const FrontDay* day : order) one(*day);
        out_ += "</ol>\n";
    }

    void one(const FrontDay& day) {
        const Edition& newest = day.editions.back();
        const std::string date = escaped(date_text(p_, p_.short_date, day.day));
        out_ += fmt::format("<li id=\"{}\">\n<div>\n", format(day.day));
        out_ += newest.at_hand ? fmt::format("<h2><a href=\"{}\">{}</a></h2>\n", day_path(day.day, "html"), date)
                               : fmt::format("<h2>{}</h2>\n", date);
        editions(day);
        out_ += "</div>\n<div>\n";
        for (const std::string& sentence : newest.headline) out_ += fmt::format("<p>{}</p>\n", escaped(sentence));
        if (newest.at_hand) {
            forms(day);
        } else {
            out_ += fmt::format("<p>{}</p>\n", filled(p_.front_not_at_hand, fmt::arg("digest", newest.digest)));
        }
        out_ += "</div>\n</li>\n";
    }

    void forms(const FrontDay& day) {
        out_ += fmt::format(
            "<ul class=\"forms\">\n<li><a href=\"{}\" type=\"text/plain\">{}</a></li>\n<li><a href=\"{}\" type=\"text/csv\">{}</a></li>\n"
            "<li><a href=\"{}\" type=\"application/json\">{}</a></li>\n</ul>\n",
            day_path(day.day, "txt"), escaped(p_.front_text), day_path(day.day, "csv"), escaped(p_.front_table), day_path(day.day, "json"),
            escaped(p_.front_data));
    }

    /// A correction stands where the first edition stood, in no smaller letters.
    void editions(const FrontDay& day) {
        const Edition& newest = day.editions.back();
        const Edition& first = day.editions.front();
        if (day.editions.size() == 1) {
            out_ += fmt::format("<p class=\"small\">{}</p>\n", filled(p_.front_published, fmt::arg("time", time_text(newest.published)),
                                                                      fmt::arg("institution", newest.institution)));
        } else {
            out_ += fmt::format("<p class=\"corrected\">{}</p>\n",
                                filled(p_.front_corrected, fmt::arg("time", time_text(newest.published)),
                                       fmt::arg("institution", newest.institution), fmt::arg("first", time_text(first.published))));
            out_ += fmt::format("<p class=\"small\">{}</p>\n<ul class=\"forms\">\n", escaped(p_.front_earlier));
            for (auto edition = day.editions.rbegin() + 1; edition != day.editions.rend(); ++edition) earlier(day, *edition);
            out_ += "</ul>\n";
        }
    }

    void earlier(const FrontDay& day, const Edition& edition) {
        const std::string time = time_text(edition.published);
        out_ += edition.at_hand ? fmt::format("<li><a href=\"{}\">{}</a></li>\n", edition_path(day.day, edition.size, "html"), time)
                                : fmt::format("<li>{}: {}</li>\n", time, filled(p_.front_not_at_hand, fmt::arg("digest", edition.digest)));
    }

    void follow() {
        out_ += fmt::format(
            "<h2>{}</h2>\n<ul class=\"forms\">\n<li><a href=\"feed.atom\" type=\"application/atom+xml\">Atom</a></li>\n"
            "<li><a href=\"feed.json\" type=\"application/feed+json\">JSON Feed</a></li>\n</ul>\n",
            escaped(p_.front_feeds));
    }

    void record() {
        out_ += fmt::format(
            "<h2>{}</h2>\n<p>{}</p>\n", escaped(p_.front_record),
            filled(p_.front_record_words, fmt::arg("log", page_.origin), fmt::arg("size", page_.size), fmt::arg("folder", "record/")));
        out_ += "<ul class=\"forms\">\n<li><a href=\"record/checkpoint\" type=\"text/plain\">record/checkpoint</a></li>\n</ul>\n";
        if (page_.next_tick)
            out_ += fmt::format("<p class=\"small\">{}</p>\n", filled(p_.front_next, fmt::arg("time", time_text(*page_.next_tick))));
    }

    const FrontPage& page_;
    const Phrases& p_;
    std::string out_;
};

}  // namespace

std::string edition_path(Day day, std::uint64_t size, std::string_view extension) {
    return fmt::format("bulletins/{}/{}.{}", format(day), size, extension);
}

std::string day_path(Day day, std::string_view extension) { return fmt::format("bulletins/{}.{}", format(day), extension); }

std::string bulletin_title(Day day, const Phrases& phrases) {
    return fmt::format(fmt::runtime(phrases.title), fmt::arg("date", date_text(phrases, phrases.date, day)));
}

std::string to_html(const FrontPage& page, const Phrases& phrases) {
    for (const FrontDay& day : page.days) TRUCE_ASSERT(!day.editions.empty());
    return Front(page, phrases).write();
}

}  // namespace truce
