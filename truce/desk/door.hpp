/// The door of a desk's own server, which answers the one person who sits at this machine. Another page in the same browser, another name
/// that leads here (DNS rebinding), and other users of this machine are refused before anything else is looked at:
///
///   Host             what the desk listens on, and nothing else
///   Origin           if there is one, this server's own; Sec-Fetch-Site, if there is one, same-origin or none
///   token            made anew at each start, in the address that the desk prints; then in a cookie of its own, or in
///                    "Authorization: Bearer TOKEN" for programs
///
/// The pages' service worker, which keeps things in the browser in the clear, is replaced by one that forgets what it kept and goes.
#pragma once

#include <string>

#include "truce/http/http.hpp"

namespace truce {

///   address   "127.0.0.1:43211", as it was bound
HttpHandler desk_door(HttpHandler inside, std::string address, const std::string& token);

/// Where the person enters: "http://127.0.0.1:43211/?desk=TOKEN".
std::string desk_entrance(const std::string& address, const std::string& token);

}  // namespace truce
