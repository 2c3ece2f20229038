#include "truce/record/token.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <p11-kit/p11-kit.h>
#include <p11-kit/uri.h>
#include <sodium.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <vector>

#include "truce/base/bytes.hpp"
#include "truce/record/key_file.hpp"

namespace truce {
namespace {

constexpr std::string_view scheme = "pkcs11:";
constexpr const char* name_attribute = "truce-name";
constexpr std::size_t objects_max = 32;

/// The curve in CKA_EC_PARAMS: its object identifier, 1.3.101.112, or its name, "edwards25519". Tokens take and show either.
constexpr std::string_view curve_oid("\x06\x03\x2b\x65\x70", 5);
constexpr std::string_view curve_name(
    "\x13\x0c"
    "edwards25519",
    14);

/// What a token says where the session is gone, and with it whatever was known of the token.
bool is_gone(CK_RV rv) {
    return rv == CKR_DEVICE_REMOVED || rv == CKR_DEVICE_ERROR || rv == CKR_TOKEN_NOT_PRESENT || rv == CKR_SESSION_HANDLE_INVALID ||
           rv == CKR_SESSION_CLOSED || rv == CKR_KEY_HANDLE_INVALID || rv == CKR_OBJECT_HANDLE_INVALID || rv == CKR_USER_NOT_LOGGED_IN ||
           rv == CKR_CRYPTOKI_NOT_INITIALIZED || rv == CKR_SLOT_ID_INVALID;
}

Error failed(std::string_view what, CK_RV rv, const std::string& where) {
    return {Errc::io, "token.failed", fmt::format("{}: {}", what, p11_kit_strerror(rv)), where,
            "Look at the token and at its module's own messages"};
}

/// A text of fixed length, filled up with blanks.
template <std::size_t N>
std::string padded(const unsigned char (&text)[N]) {  // NOLINT: PKCS#11's own type
    std::string out(reinterpret_cast<const char*>(text), N);
    out.erase(out.find_last_not_of(std::string_view(" \0", 2)) + 1);
    return out;
}

std::string label_of(const CK_TOKEN_INFO& token) { return padded(token.label); }

// ---- the URI ------------------------------------------------------------------------------------------------

struct FreeUri {
    void operator()(P11KitUri* uri) const { p11_kit_uri_free(uri); }
};
using UriPointer = std::unique_ptr<P11KitUri, FreeUri>;

/// A URI in which nothing was overlooked. Immutable.
class TokenUri {
public:
    static Result<TokenUri> parse(std::string_view text);

    [[nodiscard]] const std::string& text() const { return text_; }
    [[nodiscard]] std::string name() const { return text_of(p11_kit_uri_get_vendor_query(uri_.get(), name_attribute)); }
    [[nodiscard]] std::string module_path() const { return text_of(p11_kit_uri_get_module_path(uri_.get())); }
    [[nodiscard]] std::string module_name() const { return text_of(p11_kit_uri_get_module_name(uri_.get())); }
    [[nodiscard]] std::string pin_source() const { return text_of(p11_kit_uri_get_pin_source(uri_.get())); }
    [[nodiscard]] bool names_slot(CK_SLOT_ID slot, const CK_SLOT_INFO& info) const {
        const CK_SLOT_ID wanted = p11_kit_uri_get_slot_id(uri_.get());
        return (wanted == unknown_slot || wanted == slot) && p11_kit_uri_match_slot_info(uri_.get(), &info) != 0;
    }
    [[nodiscard]] bool names_module(const CK_INFO& info) const { return p11_kit_uri_match_module_info(uri_.get(), &info) != 0; }
    [[nodiscard]] bool names_token(const CK_TOKEN_INFO& info) const { return p11_kit_uri_match_token_info(uri_.get(), &info) != 0; }
    /// What it says of the object, but for its class.
    [[nodiscard]] std::vector<CK_ATTRIBUTE> object() const;
    /// The URI with this truce-name.
    [[nodiscard]] std::string renamed(std::string_view name) const;

private:
    static constexpr CK_SLOT_ID unknown_slot = ~CK_SLOT_ID{0};
    static std::string text_of(const char* text) { return text != nullptr ? text : ""; }
    std::string text_;
    UriPointer uri_;
};

Error bad_uri(std::string what, const std::string& where, std::string remedy) {
    return {Errc::invalid, "token.uri", std::move(what), where, std::move(remedy)};
}

Result<TokenUri> TokenUri::parse(std::string_view text) {
    while (text.ends_with('\n')) text.remove_suffix(1);
    TokenUri parsed;
    parsed.text_ = text;
    // First: whatever else is wrong with it, no refusal repeats a PIN.
    for (const std::string_view name : {"pin-value", "pinfile"}) {
        if (const std::size_t at = text.find(name); at != std::string_view::npos)
            return bad_uri(
                fmt::format("\"{}\" is not taken: whoever lists this machine's processes or reads the line would read the PIN", name),
                std::string(text.substr(0, at)),
                "Change the PIN, which others may have seen; then say pin-source=FILE, or let the terminal ask");
    }
    // p11-kit skips white space, and reads to the first NUL.
    if (std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) <= 0x20 || c == 0x7f; }))
        return bad_uri("a blank, a line's end or a byte of control in it", parsed.text_, "Write it in one line, and a blank as %20");
    parsed.uri_.reset(p11_kit_uri_new());
    const std::size_t question = std::min(text.find('?'), text.size());
    // p11-kit keeps what it does not know in the query, and says nothing of it: a mistyped attribute would be as good as absent.
    for (std::string_view rest = text.substr(question); !rest.empty();) {
        rest.remove_prefix(1);
        const std::string_view pair = rest.substr(0, rest.find('&'));
        rest.remove_prefix(pair.size());
        const std::string_view name = pair.substr(0, pair.find('='));
        constexpr std::array known{"module-path", "module-name", "pin-source", name_attribute};
        if (std::find(known.begin(), known.end(), name) == known.end())
            return bad_uri(fmt::format("\"{}\" is not known after the question mark", name), parsed.text_,
                           fmt::format("There may stand {}, joined by &", fmt::join(known, ", ")));
    }
    const int status = p11_kit_uri_parse(parsed.text_.c_str(), P11_KIT_URI_FOR_ANY, parsed.uri_.get());
    if (status != P11_KIT_URI_OK)
        return bad_uri(fmt::format("not a URI of PKCS#11: {}", p11_kit_uri_message(status)), parsed.text_,
                       "Write it as RFC 7512 says: pkcs11:token=LABEL;object=LABEL?module-path=FILE&truce-name=INSTITUTION");
    if (p11_kit_uri_any_unrecognized(parsed.uri_.get()) != 0)
        return bad_uri("an attribute before the question mark is not one of RFC 7512", parsed.text_,
                       "There may stand token, serial, manufacturer, model, object, id, slot-id and their like, joined by semicolons");
    const CK_ATTRIBUTE* const type = p11_kit_uri_get_attribute(parsed.uri_.get(), CKA_CLASS);
    if (type != nullptr && *static_cast<const CK_OBJECT_CLASS*>(type->pValue) != CKO_PRIVATE_KEY)
        return bad_uri("it names something else than a private key", parsed.text_, "Leave \"type\" out, or say type=private");
    return parsed;
}

std::vector<CK_ATTRIBUTE> TokenUri::object() const {
    CK_ULONG count = 0;
    const CK_ATTRIBUTE* const all = p11_kit_uri_get_attributes(uri_.get(), &count);
    std::vector<CK_ATTRIBUTE> out(all, all + count);
    std::erase_if(out, [](const CK_ATTRIBUTE& one) { return one.type == CKA_CLASS; });
    return out;
}

std::string TokenUri::renamed(std::string_view name) const {
    std::string pair = fmt::format("{}=", name_attribute);
    for (const char c : name) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                           std::string_view("-._~/:").find(c) != std::string_view::npos;
        pair += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
    // What its owner wrote stays as it was written.
    const std::size_t question = text_.find('?');
    if (question == std::string::npos) return text_ + "?" + pair;
    std::string out = text_.substr(0, question);
    char joint = '?';
    for (std::size_t begin = question + 1; begin <= text_.size();) {
        const std::size_t end = std::min(text_.find('&', begin), text_.size());
        const std::string one = text_.substr(begin, end - begin);
        begin = end + 1;
        if (one.empty() || one.starts_with(fmt::format("{}=", name_attribute))) continue;
        out += joint + one;
        joint = '&';
    }
    return out + joint + pair;
}

// ---- modules and tokens -------------------------------------------------------------------------------------

/// Modules that were loaded and started; p11-kit counts who uses one, and starts it once.
class Modules {
public:
    static Result<std::shared_ptr<const Modules>> open(const TokenUri& uri);
    ~Modules();
    Modules(const Modules&) = delete;
    Modules& operator=(const Modules&) = delete;
    [[nodiscard]] std::span<CK_FUNCTION_LIST* const> all() const { return {all_, count_}; }

private:
    Modules() = default;
    CK_FUNCTION_LIST* one_ = nullptr;   ///< of module-path
    CK_FUNCTION_LIST** all_ = nullptr;  ///< one_, or those that are configured
    std::size_t count_ = 0;
};

Result<std::shared_ptr<const Modules>> Modules::open(const TokenUri& uri) {
    const std::string path = uri.module_path();
    std::shared_ptr<Modules> modules(new Modules);  // NOLINT: its constructor is its own
    if (path.empty()) {
        modules->all_ = p11_kit_modules_load_and_initialize(0);
        while (modules->all_ != nullptr && modules->all_[modules->count_] != nullptr) ++modules->count_;
        if (modules->count_ > 0) return std::shared_ptr<const Modules>(modules);
        return Error{Errc::not_found, "token.module", "no PKCS#11 module is configured on this machine", uri.text(),
                     "Install the token's module, or name it: ?module-path=/usr/lib/.../MODULE.so"};
    }
    const auto refuse = [&](std::string_view what, std::string_view why) {
        return Error{Errc::not_found, "token.module", fmt::format("the PKCS#11 module {} {}: {}", path, what, why), uri.text(),
                     "Check module-path: it names the library that came with the token"};
    };
    CK_FUNCTION_LIST* const one = p11_kit_module_load(path.c_str(), 0);
    if (one == nullptr) {
        const char* const why = p11_kit_message();
        return refuse("cannot be loaded", why != nullptr ? why : "no reason is known");
    }
    if (const CK_RV rv = p11_kit_module_initialize(one); rv != CKR_OK) {
        p11_kit_module_release(one);
        return refuse("does not start", p11_kit_strerror(rv));
    }
    modules->one_ = one;
    modules->all_ = &modules->one_;
    modules->count_ = 1;
    return std::shared_ptr<const Modules>(modules);
}

Modules::~Modules() {
    if (one_ != nullptr) {
        p11_kit_module_finalize(one_);
        p11_kit_module_release(one_);
    } else if (all_ != nullptr) {
        p11_kit_modules_finalize_and_release(all_);
    }
}

struct Token {
    CK_FUNCTION_LIST* module = nullptr;
    CK_SLOT_ID slot = 0;
    CK_TOKEN_INFO info{};
};

std::string named(const Token& token) { return fmt::format("\"{}\" (serial {})", label_of(token.info), padded(token.info.serialNumber)); }

/// Tokens that are in their slots, of one module.
Result<void> add_tokens(CK_FUNCTION_LIST* module, const TokenUri& uri, std::vector<Token>& named_ones, std::vector<std::string>& others) {
    CK_ULONG count = 0;
    CK_RV rv = module->C_GetSlotList(CK_TRUE, nullptr, &count);
    std::vector<CK_SLOT_ID> slots(count);
    if (rv == CKR_OK && count > 0) rv = module->C_GetSlotList(CK_TRUE, slots.data(), &count);
    if (rv != CKR_OK) return failed("the slots cannot be listed", rv, uri.text());
    slots.resize(count);
    for (const CK_SLOT_ID slot : slots) {
        CK_SLOT_INFO slot_info{};
        Token token{module, slot, {}};
        // Taken out just now, or not set up yet.
        if (module->C_GetSlotInfo(slot, &slot_info) != CKR_OK || module->C_GetTokenInfo(slot, &token.info) != CKR_OK ||
            (token.info.flags & CKF_TOKEN_INITIALIZED) == 0)
            continue;
        if (uri.names_slot(slot, slot_info) && uri.names_token(token.info)) {
            named_ones.push_back(token);
        } else {
            others.push_back(named(token));
        }
    }
    return {};
}

/// The one token that is meant.
Result<Token> find_token(const Modules& modules, const TokenUri& uri) {
    std::vector<Token> found;
    std::vector<std::string> others;
    const std::string module_name = uri.module_name();
    for (CK_FUNCTION_LIST* const module : modules.all()) {
        CK_INFO info{};
        const std::unique_ptr<char, decltype(&std::free)> name(p11_kit_module_get_name(module), &std::free);
        if (module->C_GetInfo(&info) != CKR_OK || !uri.names_module(info) ||
            (!module_name.empty() && (name == nullptr || name.get() != module_name)))
            continue;
        TRUCE_TRY(add_tokens(module, uri, found, others));
    }
    if (found.size() == 1) return found.front();
    if (found.empty())
        return Error{Errc::not_found, "token.missing", "there is no such token in any slot", uri.text(),
                     others.empty() ? "Put it in; no token at all is seen here"
                                    : fmt::format("Put it in, or name one of {}", fmt::join(others, ", "))};
    std::vector<std::string> names;
    for (const Token& token : found) names.push_back(named(token));
    return Error{Errc::invalid, "token.several", fmt::format("{} tokens are named so: {}", found.size(), fmt::join(names, ", ")),
                 uri.text(), "Say which: token=LABEL;serial=NUMBER"};
}

// ---- the PIN ------------------------------------------------------------------------------------------------

std::string tries_left(const CK_TOKEN_INFO& token) {
    if ((token.flags & CKF_USER_PIN_LOCKED) != 0) return "the token is locked now";
    if ((token.flags & CKF_USER_PIN_FINAL_TRY) != 0) return "one try is left before the token locks";
    if ((token.flags & CKF_USER_PIN_COUNT_LOW) != 0) return "a wrong PIN was given before, and few tries are left";
    return "";
}

Result<Secret> read_pin_source(const std::string& source, const TokenUri& uri) {
    std::string_view path = source;
    if (path.starts_with("file:")) path.remove_prefix(5);
    if (path.starts_with("///")) path.remove_prefix(2);
    if (!path.starts_with('/'))
        return Error{Errc::invalid, "token.pin_source", fmt::format("pin-source \"{}\" is not a file that can be read here", source),
                     uri.text(), "Write pin-source=/PATH/TO/FILE; a program is not run for it"};
    TRUCE_ASSIGN(std::string line, read_private_line(Path(path)));
    const std::size_t end = std::min(line.find_first_of("\r\n"), line.size());
    Secret pin(line.substr(0, end));
    sodium_memzero(line.data(), line.size());
    return pin;
}

Error locked(const CK_TOKEN_INFO& token, const std::string& where) {
    return {Errc::forbidden, "token.pin_locked", fmt::format("the token \"{}\" is locked after too many wrong PINs", label_of(token)),
            where,
            "Whoever has its security officer's PIN (PUK) can unlock it; or sign with another key of the institution and revoke this one"};
}

Result<Secret> pin_for(const TokenUri& uri, const CK_TOKEN_INFO& token, const AskPin& ask) {
    const std::string source = uri.pin_source();
    if (source.empty()) return ask({label_of(token), tries_left(token)});
    // What starts again and again with a wrong PIN must not be what locks the token.
    if ((token.flags & CKF_USER_PIN_FINAL_TRY) != 0)
        return Error{
            Errc::forbidden, "token.last_try",
            fmt::format("one try of the PIN is left before the token \"{}\" locks, and a file is not trusted with it", label_of(token)),
            uri.text(), "Mend the file, then log in once by hand: take pin-source out of the URI for one step at a terminal"};
    return read_pin_source(source, uri);
}

// ---- a session ----------------------------------------------------------------------------------------------

class Session {
public:
    static Result<std::unique_ptr<Session>> open(const Token& token, const TokenUri& uri, const AskPin& ask, CK_FLAGS flags = 0);
    ~Session() { token_.module->C_CloseSession(handle_); }
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    /// The private keys that the URI means.
    [[nodiscard]] Result<std::vector<CK_OBJECT_HANDLE>> keys() const;
    /// Makes `key` the one that signs, once it is known to be fit for it.
    [[nodiscard]] Result<void> take(CK_OBJECT_HANDLE key);
    [[nodiscard]] Result<void> make(Random& random) const;
    [[nodiscard]] const PublicKey& public_key() const { return public_; }
    /// Sets `gone` where the session is worth nothing any more.
    [[nodiscard]] Result<std::string> sign(std::string_view message, bool& gone) const;
    [[nodiscard]] std::string described(CK_OBJECT_HANDLE object) const;

private:
    Session(const Token& token, const TokenUri& uri, const AskPin& ask, CK_SESSION_HANDLE handle)
        : token_(token), uri_(uri), ask_(ask), handle_(handle) {}
    [[nodiscard]] Result<void> log_in(CK_USER_TYPE user) const;
    [[nodiscard]] Result<std::vector<CK_OBJECT_HANDLE>> find(CK_OBJECT_CLASS of, std::vector<CK_ATTRIBUTE> wanted) const;
    [[nodiscard]] std::optional<std::string> attribute(CK_OBJECT_HANDLE object, CK_ATTRIBUTE_TYPE type) const;
    [[nodiscard]] std::optional<CK_ULONG> number(CK_OBJECT_HANDLE object, CK_ATTRIBUTE_TYPE type) const;
    [[nodiscard]] bool flag(CK_OBJECT_HANDLE object, CK_ATTRIBUTE_TYPE type, bool where_unsaid) const;
    [[nodiscard]] std::optional<std::string> point_of(CK_OBJECT_HANDLE key) const;

    Token token_;
    const TokenUri& uri_;
    const AskPin& ask_;
    CK_SESSION_HANDLE handle_;
    CK_OBJECT_HANDLE key_ = 0;
    PublicKey public_;
    bool asks_each_time_ = false;
};

Result<std::unique_ptr<Session>> Session::open(const Token& token, const TokenUri& uri, const AskPin& ask, CK_FLAGS flags) {
    CK_SESSION_HANDLE handle = 0;
    const CK_RV rv = token.module->C_OpenSession(token.slot, CKF_SERIAL_SESSION | flags, nullptr, nullptr, &handle);
    if (rv != CKR_OK) return failed("the token opens no session", rv, uri.text());
    std::unique_ptr<Session> session(new Session(token, uri, ask, handle));  // NOLINT: its constructor is its own
    if ((token.info.flags & CKF_LOGIN_REQUIRED) != 0) TRUCE_TRY(session->log_in(CKU_USER));
    return session;
}

Result<void> Session::log_in(CK_USER_TYPE user) const {
    CK_SESSION_INFO session{};
    if (user == CKU_USER && token_.module->C_GetSessionInfo(handle_, &session) == CKR_OK &&
        (session.state == CKS_RO_USER_FUNCTIONS || session.state == CKS_RW_USER_FUNCTIONS))
        return {};  // through another key of the same token
    CK_TOKEN_INFO info = token_.info;
    token_.module->C_GetTokenInfo(token_.slot, &info);
    if ((info.flags & CKF_USER_PIN_LOCKED) != 0) return locked(info, uri_.text());
    if ((info.flags & CKF_USER_PIN_INITIALIZED) == 0)
        return Error{Errc::invalid, "token.pin_needed", fmt::format("no PIN was set on the token \"{}\" yet", label_of(info)), uri_.text(),
                     "Set the user's PIN with the token's own tool"};
    CK_RV rv = CKR_OK;
    if ((info.flags & CKF_PROTECTED_AUTHENTICATION_PATH) != 0) {
        rv = token_.module->C_Login(handle_, user, nullptr, 0);  // the token has keys of its own to type it on
    } else {
        TRUCE_ASSIGN(const Secret pin, pin_for(uri_, info, ask_));
        if (pin.text().empty())
            return Error{Errc::invalid, "token.pin_needed", fmt::format("the PIN of the token \"{}\" is empty", label_of(info)),
                         uri_.text(), "Nothing was tried with it; give the PIN"};
        rv = token_.module->C_Login(handle_, user, const_cast<unsigned char*>(reinterpret_cast<const unsigned char*>(pin.text().data())),
                                    pin.text().size());
    }
    if (rv == CKR_OK || rv == CKR_USER_ALREADY_LOGGED_IN) return {};
    if (rv == CKR_PIN_LOCKED) return locked(info, uri_.text());
    if (rv != CKR_PIN_INCORRECT && rv != CKR_PIN_INVALID && rv != CKR_PIN_LEN_RANGE) return failed("logging in failed", rv, uri_.text());
    token_.module->C_GetTokenInfo(token_.slot, &info);
    const std::string tries = tries_left(info);
    return Error{Errc::forbidden, "token.pin",
                 fmt::format("the token \"{}\" says that the PIN is wrong{}{}", label_of(info), tries.empty() ? "" : "; ", tries),
                 uri_.text(), "Give the user's PIN, not the security officer's; each wrong one brings the token nearer to locking"};
}

Result<std::vector<CK_OBJECT_HANDLE>> Session::find(CK_OBJECT_CLASS of, std::vector<CK_ATTRIBUTE> wanted) const {
    wanted.push_back({CKA_CLASS, &of, sizeof of});
    std::vector<CK_OBJECT_HANDLE> found(objects_max);
    CK_ULONG count = 0;
    CK_RV rv = token_.module->C_FindObjectsInit(handle_, wanted.data(), wanted.size());
    if (rv != CKR_OK) return failed("the token's objects cannot be searched", rv, uri_.text());
    rv = token_.module->C_FindObjects(handle_, found.data(), found.size(), &count);
    token_.module->C_FindObjectsFinal(handle_);
    if (rv != CKR_OK) return failed("the token's objects cannot be searched", rv, uri_.text());
    found.resize(count);
    return found;
}

Result<std::vector<CK_OBJECT_HANDLE>> Session::keys() const { return find(CKO_PRIVATE_KEY, uri_.object()); }

std::optional<std::string> Session::attribute(CK_OBJECT_HANDLE object, CK_ATTRIBUTE_TYPE type) const {
    CK_ATTRIBUTE one{type, nullptr, 0};
    if (token_.module->C_GetAttributeValue(handle_, object, &one, 1) != CKR_OK || one.ulValueLen > 4096) return std::nullopt;
    std::string value(one.ulValueLen, '\0');
    one.pValue = value.data();
    if (token_.module->C_GetAttributeValue(handle_, object, &one, 1) != CKR_OK || one.ulValueLen > value.size()) return std::nullopt;
    value.resize(one.ulValueLen);
    return value;
}

std::optional<CK_ULONG> Session::number(CK_OBJECT_HANDLE object, CK_ATTRIBUTE_TYPE type) const {
    const auto bytes = attribute(object, type);
    CK_ULONG value = 0;
    if (!bytes || bytes->size() != sizeof value) return std::nullopt;
    std::copy(bytes->begin(), bytes->end(), reinterpret_cast<char*>(&value));
    return value;
}

bool Session::flag(CK_OBJECT_HANDLE object, CK_ATTRIBUTE_TYPE type, bool where_unsaid) const {
    const auto bytes = attribute(object, type);
    return bytes && bytes->size() == 1 ? bytes->front() != CK_FALSE : where_unsaid;
}

std::string Session::described(CK_OBJECT_HANDLE object) const {
    std::string id;
    for (const char byte : attribute(object, CKA_ID).value_or("")) id += fmt::format("%{:02x}", static_cast<unsigned char>(byte));
    return fmt::format("object={};id={}", attribute(object, CKA_LABEL).value_or(""), id);
}

/// 32 bytes, as they are or in an OCTET STRING of DER, on the private key or on the public one that goes with it.
std::optional<std::string> Session::point_of(CK_OBJECT_HANDLE key) const {
    auto point = attribute(key, CKA_EC_POINT);
    if (!point || point->empty()) {
        for (const CK_ATTRIBUTE_TYPE by : {CKA_ID, CKA_LABEL}) {
            auto same = attribute(key, by);
            if (!same || same->empty()) continue;
            const auto partners = find(CKO_PUBLIC_KEY, {{by, same->data(), same->size()}});
            if (!partners || partners->size() != 1) continue;
            point = attribute(partners->front(), CKA_EC_POINT);
            break;
        }
    }
    if (point && point->size() == 34 && point->starts_with("\x04\x20")) point->erase(0, 2);
    return point;
}

Result<void> Session::take(CK_OBJECT_HANDLE key) {
    const std::string what = described(key);
    const auto type = number(key, CKA_KEY_TYPE);
    const auto curve = attribute(key, CKA_EC_PARAMS);
    const bool other_curve = curve && *curve != curve_oid && *curve != curve_name;
    if (type != CKK_EC_EDWARDS || other_curve)
        return Error{Errc::invalid, "token.key_type",
                     fmt::format("{} is no Ed25519 key{}", what,
                                 type == CKK_RSA  ? " but one of RSA"
                                 : type == CKK_EC ? " but one of another curve"
                                                  : ""),
                     uri_.text(), "Name an Ed25519 key, or have one made: truce keys new INSTITUTION FILE --token URI"};
    if (!flag(key, CKA_SIGN, true))
        return Error{Errc::invalid, "token.key_type", fmt::format("{} may not sign: it was made for something else", what), uri_.text(),
                     "Name a key that may sign"};
    const auto point = point_of(key);
    if (!point || point->empty())
        return Error{Errc::not_found, "token.no_public_key", fmt::format("the token does not show the public key of {}", what), uri_.text(),
                     "Put the public key beside it, under the same id and label, with the token's own tool"};
    auto known = public_key_from_bytes(*point);
    if (!known) return at(uri_.text(), std::move(known).error());
    key_ = key;
    public_ = *known;
    asks_each_time_ = flag(key, CKA_ALWAYS_AUTHENTICATE, false);
    return {};
}

Result<void> Session::make(Random& random) const {
    std::vector<CK_ATTRIBUTE> both = uri_.object();
    std::string id = random.bytes(8);
    if (std::none_of(both.begin(), both.end(), [](const CK_ATTRIBUTE& one) { return one.type == CKA_ID; }))
        both.push_back({CKA_ID, id.data(), id.size()});
    CK_BBOOL yes = CK_TRUE;
    CK_BBOOL no = CK_FALSE;
    CK_MECHANISM mechanism{CKM_EC_EDWARDS_KEY_PAIR_GEN, nullptr, 0};
    CK_RV rv = CKR_OK;
    for (std::string curve : {std::string(curve_oid), std::string(curve_name)}) {
        std::vector<CK_ATTRIBUTE> open = both;
        open.insert(open.end(), {{CKA_TOKEN, &yes, 1}, {CKA_VERIFY, &yes, 1}, {CKA_EC_PARAMS, curve.data(), curve.size()}});
        std::vector<CK_ATTRIBUTE> secret = both;
        secret.insert(
            secret.end(),
            {{CKA_TOKEN, &yes, 1}, {CKA_PRIVATE, &yes, 1}, {CKA_SENSITIVE, &yes, 1}, {CKA_EXTRACTABLE, &no, 1}, {CKA_SIGN, &yes, 1}});
        CK_OBJECT_HANDLE handles[2]{};
        rv = token_.module->C_GenerateKeyPair(handle_, &mechanism, open.data(), open.size(), secret.data(), secret.size(), &handles[0],
                                              &handles[1]);
        if (rv == CKR_OK) return {};
        if (rv == CKR_MECHANISM_INVALID) break;
    }
    return failed("the token makes no Ed25519 key", rv, uri_.text());
}

Result<std::string> Session::sign(std::string_view message, bool& gone) const {
    CK_MECHANISM mechanism{CKM_EDDSA, nullptr, 0};
    std::string text(message);
    std::string signature(256, '\0');
    CK_ULONG size = signature.size();
    CK_RV rv = token_.module->C_SignInit(handle_, &mechanism, key_);
    if (rv == CKR_OK) {
        const auto allowed = asks_each_time_ ? log_in(CKU_CONTEXT_SPECIFIC) : Result<void>();
        // Also where the PIN was refused: an operation that was begun must end before the next.
        rv = token_.module->C_Sign(handle_, reinterpret_cast<unsigned char*>(text.data()), text.size(),
                                   reinterpret_cast<unsigned char*>(signature.data()), &size);
        if (!allowed) return allowed.error();
    }
    gone = is_gone(rv);
    if (rv != CKR_OK) return failed("the token did not sign", rv, uri_.text());
    signature.resize(size);
    return signature;
}

// ---- a key --------------------------------------------------------------------------------------------------

/// The one key that the URI means, in a session of its own.
///   maker   null: it is there; else it is made now, and must not be there
Result<std::unique_ptr<Session>> session_of_key(const Modules& modules, const TokenUri& uri, const AskPin& ask, Random* maker = nullptr) {
    TRUCE_ASSIGN(const Token token, find_token(modules, uri));
    TRUCE_ASSIGN(std::unique_ptr<Session> session, Session::open(token, uri, ask, maker != nullptr ? CKF_RW_SESSION : CK_FLAGS{0}));
    TRUCE_ASSIGN(std::vector<CK_OBJECT_HANDLE> keys, session->keys());
    if (maker != nullptr) {
        if (!keys.empty())
            return Error{Errc::conflict, "key.exists",
                         fmt::format("the token has such a key already: {}", session->described(keys.front())), uri.text(),
                         "Choose another label; a key serves for one thing only"};
        TRUCE_TRY(session->make(*maker));
        TRUCE_ASSIGN(keys, session->keys());
    }
    if (keys.empty())
        return Error{Errc::not_found, "token.no_key", fmt::format("the token \"{}\" holds no such private key", label_of(token.info)),
                     uri.text(), "Check object and id, or have one made: truce keys new INSTITUTION FILE --token URI"};
    if (keys.size() > 1) {
        std::vector<std::string> names;
        for (const CK_OBJECT_HANDLE key : keys) names.push_back(session->described(key));
        return Error{Errc::invalid, "token.several", fmt::format("{} private keys are named so: {}", keys.size(), fmt::join(names, ", ")),
                     uri.text(), "Say which, by object or id"};
    }
    TRUCE_TRY(session->take(keys.front()));
    return session;
}

class KeyInToken final : public HeldKey {
public:
    static Result<std::unique_ptr<KeyInToken>> open(TokenUri uri, AskPin ask, Random* maker) {
        TRUCE_ASSIGN(std::shared_ptr<const Modules> modules, Modules::open(uri));
        auto key = std::make_unique<KeyInToken>(std::move(modules), std::move(uri), std::move(ask));
        TRUCE_ASSIGN(key->session_, session_of_key(*key->modules_, key->uri_, key->ask_, maker));
        key->public_ = key->session_->public_key();
        return key;
    }

    KeyInToken(std::shared_ptr<const Modules> modules, TokenUri uri, AskPin ask)
        : modules_(std::move(modules)), uri_(std::move(uri)), ask_(std::move(ask)) {}

    [[nodiscard]] const PublicKey& public_key() const override { return public_; }

    [[nodiscard]] Result<std::string> sign(std::string_view message) const override {
        const std::lock_guard lock(mutex_);
        bool gone = false;
        if (session_ != nullptr) {
            auto signature = session_->sign(message, gone);
            if (!gone) return signature;
            session_.reset();
        }
        // It was away: perhaps it is back.
        auto again = session_of_key(*modules_, uri_, ask_);
        if (!again)
            return Error{again.error().code == Errc::not_found ? Errc::io : again.error().code,
                         again.error().code == Errc::not_found ? "token.gone" : again.error().id, again.error().what, again.error().where,
                         again.error().remedy};
        if ((*again)->public_key() != public_)
            return Error{Errc::conflict, "token.gone", "another key lies there now than when this was started", uri_.text(),
                         "Put back the token that was there"};
        session_ = std::move(*again);
        return session_->sign(message, gone);
    }

    [[nodiscard]] std::string line(std::string_view name) const override { return uri_.renamed(name); }

private:
    const std::shared_ptr<const Modules> modules_;
    const TokenUri uri_;
    const AskPin ask_;
    PublicKey public_;
    mutable std::mutex mutex_;
    mutable std::unique_ptr<Session> session_;  ///< null: it is gone
};

Result<TokenKey> token_key(std::string_view text, const AskPin& ask, Random* maker) {
    TRUCE_ASSIGN(TokenUri uri, TokenUri::parse(text));
    std::string name = uri.name();
    if (name.empty())
        return bad_uri("it does not say under which name the key signs", uri.text(),
                       fmt::format("Add {}truce-name=INSTITUTION at its end", uri.text().find('?') == std::string::npos ? "?" : "&"));
    if (maker != nullptr && uri.object().empty())
        return bad_uri("it does not name the key within the token", uri.text(), "Say object=LABEL before the question mark");
    TRUCE_ASSIGN(std::unique_ptr<const HeldKey> key, KeyInToken::open(std::move(uri), ask, maker));
    return TokenKey{std::move(name), std::move(key)};
}

}  // namespace

bool is_token_uri(std::string_view word) { return word.starts_with(scheme); }

Result<Secret> nobody_to_ask(const PinRequest& request) {
    return Error{Errc::invalid, "token.pin_needed",
                 fmt::format("the token \"{}\" wants its PIN, and there is nobody to ask", request.token), "",
                 "Put the PIN into a file that only you can read, and say pin-source=FILE in the key's URI"};
}

Result<TokenKey> open_token_key(std::string_view uri, const AskPin& ask) { return token_key(uri, ask, nullptr); }

Result<TokenKey> make_token_key(std::string_view uri, const AskPin& ask, Random& random) { return token_key(uri, ask, &random); }

Result<std::string> with_token_name(std::string_view text, std::string_view name) {
    TRUCE_ASSIGN(const TokenUri uri, TokenUri::parse(text));
    std::string named = uri.renamed(name);
    TRUCE_TRY(TokenUri::parse(named));  // p11-kit takes "pkcs11:;", but not with anything behind it
    return named;
}

}  // namespace truce
