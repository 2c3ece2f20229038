/// A PKCS#11 module for tests: SoftHSM's, with the faults and ways of other tokens that TRUCE_FAULTY_TOKEN names, separated by commas.
///
///   raw-point        CKA_EC_POINT is 32 bytes, without DER around them
///   no-point         there is no CKA_EC_POINT
///   other-point      it is another key's, of the first vector of RFC 8032
///   count-low, final-try, locked   what C_GetTokenInfo says of the PIN's tries
///   wrong-signature  one bit of each signature is another
///   gone-once        the first signature fails as if the token had been taken out and put back
///   away             every signature fails, and no slot holds a token
///   no-keys          it makes no keys of Ed25519
///   each-time        a key wants the PIN, "4711", before each signature
#include <dlfcn.h>
#include <p11-kit/pkcs11.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <string_view>

namespace {

CK_FUNCTION_LIST* softhsm = nullptr;
bool gone_once = false;
bool signing = false;
bool allowed = false;

constexpr std::array<unsigned char, 32> other_point{0xd7, 0x5a, 0x98, 0x01, 0x82, 0xb1, 0x0a, 0xb7, 0xd5, 0x4b, 0xfe,
                                                    0xd3, 0xc9, 0x64, 0x07, 0x3a, 0x0e, 0xe1, 0x72, 0xf3, 0xda, 0xa6,
                                                    0x23, 0x25, 0xaf, 0x02, 0x1a, 0x68, 0xf7, 0x07, 0x51, 0x1a};

bool has(std::string_view fault) {
    const char* const said = std::getenv("TRUCE_FAULTY_TOKEN");
    for (std::string_view rest = said != nullptr ? said : ""; !rest.empty();) {
        const std::string_view one = rest.substr(0, rest.find(','));
        if (one == fault) return true;
        rest.remove_prefix(std::min(one.size() + 1, rest.size()));
    }
    return false;
}

/// Nothing happens where the test is built without it.
void tell_leak_sanitizer(const char* what) {
    using Switch = void (*)();
    if (const auto act = reinterpret_cast<Switch>(dlsym(RTLD_DEFAULT, what))) act();
}

CK_RV initialize(void* arguments) {
    gone_once = false;
    return softhsm->C_Initialize(arguments);
}

CK_RV slot_list(CK_BBOOL present, CK_SLOT_ID* slots, CK_ULONG* count) {
    if (!has("away")) return softhsm->C_GetSlotList(present, slots, count);
    *count = 0;
    return CKR_OK;
}

CK_RV token_info(CK_SLOT_ID slot, CK_TOKEN_INFO* info) {
    const CK_RV rv = softhsm->C_GetTokenInfo(slot, info);
    if (has("count-low")) info->flags |= CKF_USER_PIN_COUNT_LOW;
    if (has("final-try")) info->flags |= CKF_USER_PIN_FINAL_TRY;
    if (has("locked")) info->flags |= CKF_USER_PIN_LOCKED;
    return rv;
}

CK_RV attribute_value(CK_SESSION_HANDLE session, CK_OBJECT_HANDLE object, CK_ATTRIBUTE* wanted, CK_ULONG count) {
    if (count == 1 && wanted->type == CKA_ALWAYS_AUTHENTICATE && has("each-time")) {
        if (wanted->pValue != nullptr) *static_cast<CK_BBOOL*>(wanted->pValue) = CK_TRUE;
        wanted->ulValueLen = sizeof(CK_BBOOL);
        return CKR_OK;
    }
    const bool point = count == 1 && wanted->type == CKA_EC_POINT;
    if (point && has("no-point")) return CKR_ATTRIBUTE_TYPE_INVALID;
    const CK_RV rv = softhsm->C_GetAttributeValue(session, object, wanted, count);
    if (rv != CKR_OK || !point || wanted->pValue == nullptr || wanted->ulValueLen != 34) return rv;
    auto* const bytes = static_cast<unsigned char*>(wanted->pValue);
    if (has("other-point")) std::copy(other_point.begin(), other_point.end(), bytes + 2);
    if (has("raw-point")) {
        std::copy(bytes + 2, bytes + 34, bytes);
        wanted->ulValueLen = 32;
    }
    return rv;
}

CK_RV sign_init(CK_SESSION_HANDLE session, CK_MECHANISM* mechanism, CK_OBJECT_HANDLE key) {
    // SoftHSM 2.6.1 forgets the curve's identifier, which it makes anew for each signature: no leak of the program that is tested.
    tell_leak_sanitizer("__lsan_disable");
    const CK_RV rv = softhsm->C_SignInit(session, mechanism, key);
    tell_leak_sanitizer("__lsan_enable");
    signing = rv == CKR_OK;
    allowed = false;
    return rv;
}

CK_RV log_in(CK_SESSION_HANDLE session, CK_USER_TYPE user, unsigned char* pin, CK_ULONG size) {
    if (user != CKU_CONTEXT_SPECIFIC) return softhsm->C_Login(session, user, pin, size);
    if (!signing) return CKR_OPERATION_NOT_INITIALIZED;
    allowed = std::string_view(reinterpret_cast<const char*>(pin), size) == "4711";
    return allowed ? CKR_OK : CKR_PIN_INCORRECT;
}

CK_RV sign(CK_SESSION_HANDLE session, unsigned char* data, CK_ULONG size, unsigned char* signature, CK_ULONG* signature_size) {
    if (has("away") || (has("gone-once") && !gone_once)) {
        gone_once = true;
        return CKR_DEVICE_REMOVED;
    }
    const CK_RV rv = softhsm->C_Sign(session, data, size, signature, signature_size);
    if (has("each-time") && !allowed) return CKR_USER_NOT_LOGGED_IN;
    if (rv == CKR_OK && has("wrong-signature")) signature[40] = static_cast<unsigned char>(signature[40] ^ 1U);
    return rv;
}

CK_RV generate(CK_SESSION_HANDLE session, CK_MECHANISM* mechanism, CK_ATTRIBUTE* open, CK_ULONG open_count, CK_ATTRIBUTE* secret,
               CK_ULONG secret_count, CK_OBJECT_HANDLE* open_key, CK_OBJECT_HANDLE* secret_key) {
    if (has("no-keys")) return CKR_MECHANISM_INVALID;
    return softhsm->C_GenerateKeyPair(session, mechanism, open, open_count, secret, secret_count, open_key, secret_key);
}

}  // namespace

extern "C" CK_RV C_GetFunctionList(CK_FUNCTION_LIST** list) {
    static CK_FUNCTION_LIST own;
    if (softhsm == nullptr) {
        void* const library = dlopen("/usr/lib/softhsm/libsofthsm2.so", RTLD_NOW | RTLD_LOCAL);
        if (library == nullptr) return CKR_GENERAL_ERROR;
        const auto get = reinterpret_cast<CK_C_GetFunctionList>(dlsym(library, "C_GetFunctionList"));
        if (get == nullptr || get(&softhsm) != CKR_OK) return CKR_GENERAL_ERROR;
        own = *softhsm;
        own.C_Initialize = initialize;
        own.C_GetSlotList = slot_list;
        own.C_GetTokenInfo = token_info;
        own.C_GetAttributeValue = attribute_value;
        own.C_SignInit = sign_init;
        own.C_Sign = sign;
        own.C_Login = log_in;
        own.C_GenerateKeyPair = generate;
    }
    *list = &own;
    return CKR_OK;
}
