/// What the forms of a bulletin and of a report onward share: both are accounts. Private to this folder.
#pragma once

#include <string>
#include <string_view>

#include "truce/base/json_names.hpp"
#include "truce/publish/bulletin.hpp"
#include "truce/publish/phrases.hpp"

namespace truce {

/// What a report onward says besides, in the form of the account: after its title, and before its records.
struct AccountSections {
    std::string head;
    std::string body;
};

std::string account_text(const Bulletin& account, const Phrases& phrases, const AccountSections& more);
std::string account_html(const Bulletin& account, const Phrases& phrases, const AccountSections& more);
/// Everything but the name of the format.
JsonObject account_json(const Bulletin& account, const Phrases& phrases);

Json to_value(const Range& range);
JsonObject texts_object(const Texts& texts);

/// A cell of a page's table; a zero stands back.
std::string number_cell(const Range& range);

}  // namespace truce
