#include "truce/record/token.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <fstream>
#include <thread>
#include <vector>

#include "truce/base/file.hpp"
#include "truce/record/cosignature.hpp"
#include "truce/record/entry.hpp"
#include "truce/record/key_file.hpp"
#include "truce/store/contract_fixture_test.hpp"

namespace truce {
namespace {

using testing::id_of;

/// SoftHSM with whatever faults are wanted; it lies beside this program.
const std::string module = (std::filesystem::read_symlink("/proc/self/exe").parent_path() / "faulty_token.so").string();

/// A SoftHSM of its own, with a token "Aldmere Desk".
class Token : public ::testing::Test {
protected:
    void SetUp() override {
        folder_ = std::filesystem::temp_directory_path() / ("truce-token-" + new_uuid(*random_));
        std::filesystem::create_directories(folder_ / "tokens");
        std::ofstream(folder_ / "softhsm2.conf") << "directories.tokendir = " << (folder_ / "tokens").string()
                                                 << "\nobjectstore.backend = file\nlog.level = ERROR\nslots.removable = false\n";
        ::setenv("SOFTHSM2_CONF", (folder_ / "softhsm2.conf").c_str(), 1);
        faults("");
        add_token("Aldmere Desk");
        static_cast<void>(write_private("pin", "4711\n"));
    }
    void TearDown() override { std::filesystem::remove_all(folder_); }

    static void faults(const char* names) { ::setenv("TRUCE_FAULTY_TOKEN", names, 1); }

    static void util(const std::string& words) {
        ASSERT_EQ(std::system(("softhsm2-util " + words + " >/dev/null 2>&1").c_str()), 0) << words;  // NOLINT: fixed words
    }
    static void add_token(const std::string& label) {
        util(fmt::format("--init-token --free --label '{}' --so-pin 87654321 --pin 4711", label));
    }
    /// A key that was made elsewhere, by openssl's words for it.
    void import(const std::string& algorithm, const std::string& label, const std::string& id) const {
        const std::string pem = (folder_ / (label + ".pem")).string();
        ASSERT_EQ(std::system(fmt::format("openssl genpkey -algorithm {} -out {} 2>/dev/null", algorithm, pem).c_str()), 0);  // NOLINT
        util(fmt::format("--import {} --token 'Aldmere Desk' --label {} --id {} --pin 4711", pem, label, id));
    }

    [[nodiscard]] Path write_private(const std::string& name, std::string_view content) const {
        EXPECT_TRUE(write_file_atomically(folder_ / name, content, FileAccess::owner_only).ok());
        return folder_ / name;
    }

    /// Of the key "desk"; `pin` names a file in the folder, "" leaves it to be asked.
    [[nodiscard]] std::string uri(const std::string& which = "token=Aldmere%20Desk;object=desk", const std::string& pin = "pin",
                                  const std::string& name = "aldmere") const {
        return fmt::format("pkcs11:{}?module-path={}{}&truce-name={}", which, module,
                           pin.empty() ? "" : "&pin-source=" + (folder_ / pin).string(), name);
    }
    [[nodiscard]] Result<TokenKey> made(const std::string& which) const { return make_token_key(which, nobody_to_ask, *random_); }
    [[nodiscard]] TokenKey made() const { return made(uri()).value(); }

    std::unique_ptr<Random> random_ = system_random();
    Path folder_;
};

std::string refusal(const Result<TokenKey>& key) { return key ? "" : key.error().id; }

TEST_F(Token, makes_a_key_that_signs_what_anybody_can_check) {
    const TokenKey first = made();
    EXPECT_EQ(first.name, "aldmere");
    EXPECT_EQ(first.key.in_memory(), nullptr);
    for (const std::string& message : {std::string(), std::string("a"), std::string(100'000, 'x')}) {
        const auto signature = first.key.sign(message);
        ASSERT_TRUE(signature.ok()) << signature.error().text();
        EXPECT_TRUE(signature_holds(first.key.public_key(), message, *signature));
    }
}

TEST_F(Token, makes_no_key_where_there_is_one) {
    const PublicKey first = made().key.public_key();
    EXPECT_EQ(refusal(made(uri())), "key.exists");
    EXPECT_EQ(open_token_key(uri(), nobody_to_ask)->key.public_key(), first);
    EXPECT_NE(made(uri("token=Aldmere%20Desk;object=second"))->key.public_key(), first);
    EXPECT_NE(made(uri("token=Aldmere%20Desk;id=%01%02"))->key.public_key(), first);
    EXPECT_EQ(refusal(made(uri("token=Aldmere%20Desk;id=%01%02"))), "key.exists");
}

TEST_F(Token, gives_an_institution_the_name_that_a_key_file_would_have) {
    const std::string vkey = [&] {
        const auto signer = named_signer(made());
        return signer->public_key().vkey();
    }();
    const auto signer = read_key_file(uri());
    ASSERT_TRUE(signer.ok()) << signer.error().text();
    const NoteKey& key = signer->public_key();
    EXPECT_EQ(key.name, entry_key_name("aldmere", key.key));
    EXPECT_EQ(key.vkey(), vkey);
    const std::string note = *sign_note("a\n", *signer);
    EXPECT_TRUE(check_note(*parse_note(note), *parse_vkey(vkey)).ok());
}

TEST_F(Token, is_named_by_a_key_file_that_holds_no_secret) {
    const Path file = folder_ / "aldmere.key";
    const NoteSigner signer = named_signer(made()).value();
    ASSERT_TRUE(write_key_file(file, signer).ok());
    const std::string line = read_file(file).value();
    EXPECT_TRUE(line.starts_with("pkcs11:")) << line;
    EXPECT_NE(line.find("truce-name=" + signer.public_key().name), std::string::npos) << line;
    EXPECT_EQ(line.find("4711"), std::string::npos);
    const auto again = read_key_file(file);
    ASSERT_TRUE(again.ok()) << again.error().text();
    EXPECT_EQ(again->public_key(), signer.public_key());
    EXPECT_EQ(*again->signature_line("a\n"), *signer.signature_line("a\n"));
}

TEST_F(Token, of_another_key_than_the_name_tells_of_is_refused) {
    static_cast<void>(made());
    EXPECT_EQ(id_of(read_key_file(uri("object=desk", "pin", "aldmere/0011aabb"))), "token.other_key");
    EXPECT_EQ(id_of(read_key_file(uri("object=desk", "pin", "two%20words"))), "token.uri");
}

TEST_F(Token, holds_a_witness_key_too) {
    const std::string name = "witness.example.org/one";
    const TokenKey held = made(uri("object=witness", "pin", name)).value();
    const Path file = write_private("witness.key", held.key.held()->line(name) + "\n");
    const auto cosigner = read_cosigner_file(file);
    ASSERT_TRUE(cosigner.ok()) << cosigner.error().text();
    EXPECT_EQ(cosigner->public_key().name, name);
    const std::string text = "example.com/log\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n";
    const std::string note = text + "\n" + *cosigner->signature_line(text, 1'488'024'000);
    EXPECT_EQ(*check_cosignature(*parse_note(note), cosigner->public_key()), 1'488'024'000U);
}

TEST_F(Token, is_asked_for_its_pin_only_where_no_file_has_it) {
    static_cast<void>(made());
    int asked = 0;
    const AskPin ask = [&](const PinRequest& request) -> Result<Secret> {
        ++asked;
        EXPECT_EQ(request.token, "Aldmere Desk");
        EXPECT_EQ(request.tries, "");
        return Secret("4711");
    };
    EXPECT_TRUE(open_token_key(uri(), ask).ok());
    EXPECT_EQ(asked, 0);
    const auto key = open_token_key(uri("object=desk", ""), ask);
    EXPECT_TRUE(key.ok());
    EXPECT_EQ(asked, 1);
    EXPECT_TRUE(key->key.sign("a").ok());
    // Another key of a token that is open already.
    EXPECT_TRUE(open_token_key(uri("object=desk", ""), ask).ok());
    EXPECT_EQ(asked, 1);
    EXPECT_EQ(refusal(open_token_key(uri("object=desk", "nowhere"), ask)), "") << "it is logged in already";
}

TEST_F(Token, refuses_a_wrong_pin_and_says_what_the_token_says_of_tries) {
    static_cast<void>(made());
    static_cast<void>(write_private("wrong", "0815"));
    const auto wrong = open_token_key(uri("object=desk", "wrong"), nobody_to_ask);
    ASSERT_EQ(refusal(wrong), "token.pin");
    EXPECT_EQ(wrong.error().code, Errc::forbidden);
    EXPECT_EQ(wrong.error().text().find("0815"), std::string::npos) << "no PIN stands in a refusal";
    // SoftHSM counts nothing but that there was one.
    EXPECT_NE(wrong.error().what.find("a wrong PIN was given before"), std::string::npos) << wrong.error().what;
    std::string tries;
    const AskPin ask = [&](const PinRequest& request) -> Result<Secret> {
        tries = request.tries;
        return Secret("0815");
    };
    faults("final-try");
    const auto last = open_token_key(uri("object=desk", ""), ask);
    EXPECT_EQ(tries, "one try is left before the token locks");
    ASSERT_EQ(refusal(last), "token.pin");
    EXPECT_NE(last.error().what.find("one try is left"), std::string::npos);
    tries = "not asked";
    faults("locked");
    EXPECT_EQ(refusal(open_token_key(uri("object=desk", ""), ask)), "token.pin_locked");
    EXPECT_EQ(tries, "not asked") << "what is locked is not tried";
    faults("");
    EXPECT_TRUE(open_token_key(uri(), nobody_to_ask).ok());
}

TEST_F(Token, does_not_spend_its_last_try_on_a_file) {
    static_cast<void>(made());
    faults("final-try");
    EXPECT_EQ(refusal(open_token_key(uri(), nobody_to_ask)), "token.last_try");
    faults("count-low");
    EXPECT_TRUE(open_token_key(uri(), nobody_to_ask).ok());
}

TEST_F(Token, takes_a_pin_from_a_file_that_only_its_owner_reads_and_from_nowhere_else) {
    static_cast<void>(made());
    EXPECT_EQ(refusal(open_token_key(uri("object=desk", ""), nobody_to_ask)), "token.pin_needed");
    EXPECT_EQ(refusal(open_token_key(uri("object=desk", "nowhere"), nobody_to_ask)), "file.missing");
    static_cast<void>(write_private("empty", "\n4711"));
    EXPECT_EQ(refusal(open_token_key(uri("object=desk", "empty"), nobody_to_ask)), "token.pin_needed");
    std::filesystem::permissions(folder_ / "pin", std::filesystem::perms::group_read, std::filesystem::perm_options::add);
    EXPECT_EQ(refusal(open_token_key(uri(), nobody_to_ask)), "key.readable_by_others");
    for (const char* source : {"|echo%204711", "https://example.org/pin", "pin", ""})
        EXPECT_EQ(refusal(open_token_key(fmt::format("pkcs11:object=desk?truce-name=aldmere&module-path={}&pin-source={}", module, source),
                                         nobody_to_ask)),
                  *source == '\0' ? "token.pin_needed" : "token.pin_source");
    std::filesystem::permissions(folder_ / "pin", std::filesystem::perms::group_read, std::filesystem::perm_options::remove);
    for (const char* form : {"file:", "file://", ""})
        EXPECT_EQ(refusal(open_token_key(fmt::format("pkcs11:object=desk?truce-name=aldmere&module-path={}&pin-source={}{}", module, form,
                                                     (folder_ / "pin").string()),
                                         nobody_to_ask)),
                  "")
            << form;
}

TEST_F(Token, refuses_a_pin_in_the_uri_and_does_not_repeat_it) {
    const auto key = open_token_key("pkcs11:object=desk?truce-name=aldmere&pin-value=4711", nobody_to_ask);
    ASSERT_EQ(refusal(key), "token.uri");
    EXPECT_EQ(key.error().text().find("4711"), std::string::npos) << key.error().text();
    EXPECT_NE(key.error().remedy.find("Change the PIN"), std::string::npos);
    for (const char* text : {"pkcs11:object=a b?pin-value=4711", "pkcs11:pin-value=4711", "pkcs11:object=desk?nonsense=1&pin-value=4711",
                             "pkcs11:%zz?pinfile=4711"}) {
        const auto other = open_token_key(text, nobody_to_ask);
        ASSERT_EQ(refusal(other), "token.uri") << text;
        EXPECT_EQ(other.error().text().find("4711"), std::string::npos) << other.error().text();
    }
}

TEST_F(Token, refuses_a_uri_that_it_does_not_wholly_understand) {
    for (const char* text : {"pkcs11", "pkcs11:object=%zz?truce-name=aldmere", "pkcs11:objekt=desk?truce-name=aldmere",
                             "pkcs11:object=desk", "pkcs11:object=desk?truce-name=", "pkcs11:object=desk;type=cert?truce-name=aldmere",
                             "pkcs11:object=desk?truce-name=aldmere&modul-path=/x", "pkcs11:object=desk?truce-name=aldmere&&",
                             "pkcs11:object=my desk?truce-name=a", "pkcs11:object=desk?truce-name=aldmere\nPRIVATE+KEY"})
        EXPECT_EQ(refusal(open_token_key(text, nobody_to_ask)), "token.uri") << text;
    EXPECT_EQ(refusal(open_token_key(std::string("pkcs11:object=desk?truce-name=a\0b", 33), nobody_to_ask)), "token.uri");
    EXPECT_EQ(refusal(made(uri("token=Aldmere%20Desk"))), "token.uri") << "a key is not made without a name";
}

TEST_F(Token, or_its_module_that_is_not_there_is_said_to_be_missing) {
    const auto absent = open_token_key("pkcs11:object=desk?truce-name=aldmere&module-path=/nowhere/module.so", nobody_to_ask);
    ASSERT_EQ(refusal(absent), "token.module");
    EXPECT_NE(absent.error().what.find("/nowhere/module.so"), std::string::npos);
    EXPECT_EQ(refusal(open_token_key(fmt::format("pkcs11:object=desk?truce-name=aldmere&module-path={}", (folder_ / "pin").string()),
                                     nobody_to_ask)),
              "token.module");
    const auto other = open_token_key(uri("token=Borvik"), nobody_to_ask);
    ASSERT_EQ(refusal(other), "token.missing");
    EXPECT_NE(other.error().remedy.find("\"Aldmere Desk\""), std::string::npos) << "what is there is named: " << other.error().remedy;
    EXPECT_EQ(refusal(open_token_key(uri("serial=0;object=desk"), nobody_to_ask)), "token.missing");
    EXPECT_EQ(refusal(open_token_key(uri("slot-id=4000000000;object=desk"), nobody_to_ask)), "token.missing");
    EXPECT_EQ(refusal(open_token_key(uri("library-manufacturer=nobody;object=desk"), nobody_to_ask)), "token.missing");
}

TEST_F(Token, is_found_through_the_modules_that_are_configured) {
    const PublicKey known = made().key.public_key();
    const std::string rest = "&truce-name=aldmere&pin-source=" + (folder_ / "pin").string();
    EXPECT_EQ(open_token_key("pkcs11:token=Aldmere%20Desk?module-name=softhsm2" + rest, nobody_to_ask)->key.public_key(), known);
    EXPECT_EQ(refusal(open_token_key("pkcs11:token=Aldmere%20Desk?module-name=another" + rest, nobody_to_ask)), "token.missing");
    EXPECT_EQ(open_token_key("pkcs11:token=Aldmere%20Desk?" + rest.substr(1), nobody_to_ask)->key.public_key(), known);
}

TEST_F(Token, or_key_that_is_meant_must_be_one) {
    static_cast<void>(made());
    const auto none = open_token_key(uri("token=Aldmere%20Desk;object=dsek"), nobody_to_ask);
    ASSERT_EQ(refusal(none), "token.no_key");
    EXPECT_TRUE(open_token_key(uri("token=Aldmere%20Desk"), nobody_to_ask).ok()) << "the only key of the token";
    ASSERT_TRUE(made(uri("token=Aldmere%20Desk;object=second;id=%01")).ok());
    const auto two = open_token_key(uri("token=Aldmere%20Desk"), nobody_to_ask);
    ASSERT_EQ(refusal(two), "token.several");
    EXPECT_NE(two.error().what.find("object=second;id=%01"), std::string::npos) << two.error().what;
    add_token("Borvik Desk");
    EXPECT_EQ(refusal(open_token_key(uri("object=desk"), nobody_to_ask)), "token.several") << "two tokens, and none is named";
    EXPECT_TRUE(open_token_key(uri(), nobody_to_ask).ok());
}

TEST_F(Token, key_of_another_kind_is_refused) {
    import("RSA -pkeyopt rsa_keygen_bits:2048", "rsa", "a1");
    import("EC -pkeyopt ec_paramgen_curve:P-256", "p256", "a2");
    import("ED448", "ed448", "a3");
    import("ED25519", "ed25519", "a4");
    for (const char* label : {"rsa", "p256", "ed448"}) {
        const auto key = open_token_key(uri(fmt::format("object={}", label)), nobody_to_ask);
        EXPECT_EQ(refusal(key), "token.key_type") << label;
        EXPECT_NE(key.error().what.find(label), std::string::npos) << key.error().what;
    }
    EXPECT_TRUE(open_token_key(uri("object=ed25519"), nobody_to_ask).ok());
    EXPECT_TRUE(open_token_key(uri("id=%a4"), nobody_to_ask).ok());
}

TEST_F(Token, shows_its_public_key_with_der_around_it_or_without) {
    const PublicKey known = made().key.public_key();
    faults("raw-point");
    EXPECT_EQ(open_token_key(uri(), nobody_to_ask)->key.public_key(), known);
    faults("no-point");
    EXPECT_EQ(refusal(open_token_key(uri(), nobody_to_ask)), "token.no_public_key");
}

TEST_F(Token, that_makes_no_such_keys_is_said_to) {
    faults("no-keys");
    const auto key = made(uri());
    ASSERT_EQ(refusal(key), "token.failed");
    EXPECT_NE(key.error().what.find("makes no Ed25519 key"), std::string::npos);
}

TEST_F(Token, whose_signature_does_not_hold_is_not_believed) {
    static_cast<void>(made());
    const auto signer = read_key_file(uri());
    faults("wrong-signature");
    EXPECT_EQ(id_of(signer->signature_line("a\n")), "key.signature");
    faults("");
    EXPECT_TRUE(signer->signature_line("a\n").ok());
}

TEST_F(Token, that_was_taken_out_is_said_to_be_gone_and_signs_again_once_it_is_back) {
    static_cast<void>(made());
    const auto signer = read_key_file(uri());
    ASSERT_TRUE(signer->signature_line("a\n").ok());
    faults("away");
    for (int i = 0; i < 2; ++i) {
        const auto gone = signer->signature_line("a\n");
        ASSERT_EQ(id_of(gone), "token.gone");
        EXPECT_EQ(gone.error().code, Errc::io);
    }
    faults("");
    EXPECT_TRUE(signer->signature_line("a\n").ok());
    faults("gone-once");
    EXPECT_TRUE(signer->signature_line("a\n").ok()) << "taken out and put back unnoticed";
}

TEST_F(Token, that_came_back_with_another_key_does_not_sign) {
    static_cast<void>(made());
    const auto signer = read_key_file(uri());
    ASSERT_TRUE(signer->signature_line("a\n").ok());
    faults("away");
    EXPECT_EQ(id_of(signer->signature_line("a\n")), "token.gone");
    faults("other-point");
    const auto other = signer->signature_line("a\n");
    ASSERT_EQ(id_of(other), "token.gone");
    EXPECT_EQ(other.error().code, Errc::conflict);
}

TEST_F(Token, that_wants_its_pin_for_each_signature_gets_it_each_time) {
    static_cast<void>(made());
    faults("each-time");
    std::vector<std::string> pins{"4711", "4711", "0815", "4711"};
    std::size_t asked = 0;
    const AskPin ask = [&](const PinRequest&) -> Result<Secret> { return Secret(std::string(pins.at(asked++))); };
    const auto key = open_token_key(uri("object=desk", ""), ask);
    ASSERT_TRUE(key.ok());
    EXPECT_EQ(asked, 1);
    EXPECT_TRUE(key->key.sign("a").ok());
    EXPECT_EQ(id_of(key->key.sign("a")), "token.pin");
    EXPECT_EQ(asked, 3) << "a wrong one is not tried twice";
    EXPECT_TRUE(key->key.sign("a").ok()) << "what was begun with the wrong one has ended";
    EXPECT_EQ(asked, 4);
    const auto unattended = open_token_key(uri(), nobody_to_ask);
    EXPECT_TRUE(unattended->key.sign("a").ok());
}

TEST_F(Token, signs_for_many_threads) {
    const TokenKey held = made();
    const TokenKey second = made(uri("token=Aldmere%20Desk;object=second")).value();
    std::atomic<int> good = 0;
    std::vector<std::thread> threads;
    for (int t = 0; t < 8; ++t) {
        threads.emplace_back([&, t] {
            const PrivateKey& key = t % 2 == 0 ? held.key : second.key;
            for (int i = 0; i < 50; ++i) {
                if (key.sign(fmt::format("{} {}", t, i)).ok()) ++good;
            }
        });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(good, 400);
}

}  // namespace
}  // namespace truce
