#include "app/arguments.hpp"

#include "truce/base/json.hpp"

namespace truce::app {

const std::map<std::string, Format>& text_or_json() {
    static const std::map<std::string, Format> formats{{"text", Format::text}, {"json", Format::json}};
    return formats;
}

void add_format(CLI::App& command, Format& format, const std::map<std::string, Format>& formats) {
    command.add_option("--format", format, "How the answer is written")
        ->transform(CLI::CheckedTransformer(formats, CLI::ignore_case))
        ->type_name("FORMAT");
}

void add_place(CLI::App& command, Path& directory) {
    command.add_option("DIR", directory, "The mechanism's folder, or that of a centre, which files by pouch")->required();
}

CLI::App* add_command(CLI::App& above, const std::string& word, const std::string& what, const std::string& example) {
    CLI::App* command = above.add_subcommand(word, what);
    command->footer("Example:\n  " + example);
    return command;
}

void add_signing(CLI::App& command, Path& key, bool& show_only) {
    command.add_option("--as", key, "Key file or pkcs11: URI of the institution that signs")->required();
    command.add_flag("--show", show_only, "Show what would be signed, in words and byte by byte, and sign nothing");
}

}  // namespace truce::app
