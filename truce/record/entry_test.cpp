#include "truce/record/entry.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "truce/record/body.hpp"
#include "truce/record/key_file.hpp"
#include "truce/record/kinds.hpp"

namespace truce {
namespace {

EntryHeader header_of(std::string author) {
    return {std::move(author), sha256("body"),  "0f8fad5b-d9cb-469f-a165-70867728950e", "exercise/12345678", std::nullopt,
            sha256("prev"),    "2017-02-25T12Z"};
}

TEST(Entry, a_guarded_entry_says_institution_log_slot_id_chain_and_commitment_and_nothing_else) {
    const auto random = seeded_random(1);
    const NoteSigner key = new_entry_key("ru", *random);
    const std::string note = *sign_entry(header_of("ru"), key);
    EXPECT_EQ(note.substr(0, note.find("\n\n")),
              "truce/entry/v1\n{\"author\":\"ru\",\"body\":\"" + sha256("body").hex() +
                  "\",\"id\":\"0f8fad5b-d9cb-469f-a165-70867728950e\",\"log\":\"exercise/12345678\",\"prev\":\"" + sha256("prev").hex() +
                  "\",\"slot\":\"2017-02-25T12Z\"}");
    const auto entry = parse_entry(note);
    ASSERT_TRUE(entry.ok()) << entry.error().text();
    EXPECT_EQ(entry->header, header_of("ru"));
    EXPECT_EQ(entry->key_name, key.public_key().name);
}

TEST(Entry, an_open_entry_adds_time_kind_and_references) {
    const auto random = seeded_random(2);
    EntryHeader header = header_of("tr");
    header.open = OpenHeader{Instant{1488045911000000}, "terms.signed", {"0f8fad5b-d9cb-469f-a165-70867728950e"}};
    const std::string bytes = *sign_entry(header, new_entry_key("tr", *random));
    const auto entry = parse_entry(bytes);
    ASSERT_TRUE(entry.ok()) << entry.error().text();
    EXPECT_EQ(entry->header, header);
}

/// Signs any header text: what a hostile client would send.
std::string forge(const std::string& json, const NoteSigner& key, std::string_view first = "truce/entry/v1\n") {
    const std::string text = std::string(first) + json + "\n";
    return join_note(text, *key.signature_line(text));
}

TEST(Entry, what_is_not_exactly_an_entry_is_refused) {
    const auto random = seeded_random(3);
    const NoteSigner key = new_entry_key("ru", *random);
    const std::string good = R"({"author":"ru","body":")" + sha256("b").hex() +
                             R"(","id":"0f8fad5b-d9cb-469f-a165-70867728950e","log":"x","prev":")" + sha256("p").hex() +
                             R"(","slot":"2017-02-25T12Z"})";
    ASSERT_TRUE(parse_entry(forge(good, key)).ok());
    const auto with = [&](std::string_view from, std::string_view to) {
        std::string json = good;
        json.replace(json.find(from), from.size(), to);
        return forge(json, key);
    };
    const std::vector<std::string> bad{forge(good, key, "truce/entry/v2\n"),
                                       with("\"slot\"", "\"slut\""),
                                       with("T12Z", "T13Z"),
                                       with("2017-02-25", "2017-02-30"),
                                       with("\"author\":\"ru\"", "\"author\":\"tr\""),
                                       with("\"author\":\"ru\"", "\"author\":\"RU\""),
                                       with("0f8fad5b", "0F8FAD5B"),
                                       with("-469f-", "-369f-"),
                                       with("\"log\":\"x\"", "\"log\":\"\""),
                                       with("\"log\":\"x\"", "\"log\":\"x\",\"more\":1"),
                                       with("{\"author\"", "{ \"author\""),
                                       with(",\"log\":\"x\"", ""),
                                       with(sha256("b").hex(), "00"),
                                       with(",\"prev\"", ",\"open\":{\"at\":1,\"kind\":\"reports.filed\",\"refs\":[]},\"prev\""),
                                       with(",\"prev\"", ",\"open\":{\"at\":1,\"kind\":\"nonsense\",\"refs\":[]},\"prev\""),
                                       with(",\"prev\"", ",\"open\":{\"at\":1,\"kind\":\"terms.signed\",\"refs\":[\"x\"]},\"prev\""),
                                       with(",\"prev\"", ",\"open\":{\"kind\":\"terms.signed\",\"refs\":[]},\"prev\"")};
    for (const std::string& note : bad) EXPECT_FALSE(parse_entry(note).ok()) << note;
    const std::string text = "truce/entry/v1\n" + good + "\n";
    EXPECT_FALSE(parse_entry(join_note(text, *key.signature_line(text) + *key.signature_line(text))).ok()) << "two signatures";
    EXPECT_EQ(parse_entry(std::string(entry_size_max + 1, 'x')).error().code, Errc::too_large);
}

TEST(Entry, slots_are_half_days_of_utc) {
    EXPECT_EQ(slot_of(*parse_instant("2017-02-25T11:59:59.999999Z")), "2017-02-25T00Z");
    EXPECT_EQ(slot_of(*parse_instant("2017-02-25T12:00:00Z")), "2017-02-25T12Z");
    EXPECT_EQ(slot_of(*parse_instant("2017-02-25T23:59:59Z")), "2017-02-25T12Z");
    EXPECT_EQ(slot_of(Instant{0}), "1970-01-01T00Z");
    EXPECT_EQ(slot_of(Instant{-1}), "1969-12-31T12Z");
    EXPECT_EQ(slot_of(*parse_instant("1969-12-31T11:00:00Z")), "1969-12-31T00Z");
}

TEST(Kinds, are_in_order_so_that_they_are_found) {
    for (const Kind& kind : kinds()) EXPECT_EQ(find_kind(kind.name), &kind) << kind.name;
    EXPECT_EQ(find_kind("nonsense"), nullptr);
}

TEST(Body, one_part_can_be_proven_without_the_others_and_an_erased_one_leaves_the_root) {
    const auto random = seeded_random(4);
    Body body{Part::make(Audience::public_, "{\"a\":1}", *random), Part::make(Audience::exact, "{\"b\":2}", *random)};
    const Digest root = body_root(body);
    EXPECT_TRUE(body[0].holds() && body[1].holds());
    body[1] = Part::sealed(Audience::exact, body[1].commitment);
    EXPECT_EQ(body_root(body), root);
    EXPECT_EQ(content_of(body, Audience::exact), nullptr);
    ASSERT_NE(content_of(body, Audience::public_), nullptr);
    body[0].open->content[2] = 'b';
    EXPECT_FALSE(body[0].holds());
}

TEST(Body, the_same_content_twice_has_two_commitments_and_another_audience_a_third) {
    const auto random = seeded_random(5);
    const Part a = Part::make(Audience::public_, "same", *random);
    const Part b = Part::make(Audience::public_, "same", *random);
    EXPECT_NE(a.commitment, b.commitment);
    EXPECT_NE(part_commitment(Audience::exact, a.open->secret, "same"), a.commitment);
    EXPECT_EQ(body_root({}), sha256(""));
}

TEST(KeyFile, is_kept_for_its_owner_only_and_never_overwritten) {
    const auto random = system_random();
    const Path folder = std::filesystem::temp_directory_path() / ("truce-key-" + new_uuid(*random));
    std::filesystem::create_directories(folder);
    const Path path = folder / "ru.key";
    const NoteSigner key = new_entry_key("ru", *random);
    ASSERT_TRUE(write_key_file(path, key).ok());
    EXPECT_EQ(write_key_file(path, key).error().id, "key.exists");
    const auto again = read_key_file(path);
    ASSERT_TRUE(again.ok());
    EXPECT_EQ(again->public_key(), key.public_key());
    std::filesystem::permissions(path, std::filesystem::perms::others_read, std::filesystem::perm_options::add);
    EXPECT_EQ(read_key_file(path).error().id, "key.readable_by_others");
    EXPECT_EQ(read_key_file(folder / "none.key").error().code, Errc::not_found);
    std::filesystem::remove_all(folder);
}

TEST(Entry, is_read_from_its_text_before_anybody_has_signed_it) {
    const EntryHeader header = header_of("ru");
    const auto read = parse_entry_text(entry_text(header));
    ASSERT_TRUE(read.ok());
    EXPECT_EQ(*read, header);
    const std::string text = entry_text(header);
    for (const std::string& other :
         {std::string(), text.substr(1), text.substr(0, text.size() - 1), text + "\n", "truce/entry/v1\n" + text})
        EXPECT_EQ(parse_entry_text(other).error().code, Errc::invalid) << other;
}

}  // namespace
}  // namespace truce
