/// What the commands do, apart from how their words are read (main.cpp). Each prints its answer on standard output,
/// progress and refusals on standard error, and returns the exit status: 0 done, 1 refused.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "truce/base/file.hpp"

namespace truce::app {

enum class Format : std::uint8_t { text, json, html, csv };

struct DemoOptions {
    Path directory = "truce-demo";
    std::string example = "syria-2017";
};
int demo(const DemoOptions& options);

struct NewOptions {
    Path directory;
    Path terms;
    Path profile;
    std::vector<Path> keys;
    std::vector<std::string> make_keys;
    std::string store = "sqlite:truce.db";
    Format format = Format::text;
};
int found(const NewOptions& options);

struct ImportOptions {
    Path directory;
    std::vector<Path> files;
    Path key;
    std::string from;
    std::string register_id;
    std::string first_day;
    std::string last_day;
    bool complete = false;
    Format format = Format::text;
};
int import(const ImportOptions& options);

struct JudgeOptions {
    Path directory;
    std::string incident;
    std::string reading;
    std::optional<std::uint64_t> as_of;
    std::string first_day;
    std::string last_day;
    Format format = Format::text;
};
int judge(const JudgeOptions& options);

struct BulletinOptions {
    Path directory;
    std::string day;
    std::string reading;
    std::optional<std::uint64_t> as_of;
    Format format = Format::text;
    Path out;
    bool publish = false;
    Path key;
};
int bulletin(const BulletinOptions& options);

struct TermsOptions {
    Path file;
    Path profile;  ///< empty: profile.toml beside the file
    std::string language = "en";
    Format format = Format::text;
};
int terms_check(const TermsOptions& options);
int terms_show(const TermsOptions& options);

struct TermsDaysOptions {
    std::string zone;
    std::string first;
    std::string last;
};
int terms_days(const TermsDaysOptions& options);

struct RecordOptions {
    Path directory;
    Format format = Format::text;
};
int record_verify(const RecordOptions& options);
int record_checkpoint(const RecordOptions& options);
int record_refold(const RecordOptions& options);

struct KeysNewOptions {
    std::string institution;
    Path file;
};
int keys_new(const KeysNewOptions& options);
int keys_list(const RecordOptions& options);

}  // namespace truce::app
