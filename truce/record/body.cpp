#include "truce/record/body.hpp"

#include <fmt/format.h>

#include "truce/record/merkle.hpp"

namespace truce {

std::string_view name_of(Audience audience) {
    switch (audience) {
        case Audience::public_: return "public";
        case Audience::mechanism: return "mechanism";
        case Audience::exact: return "exact";
        case Audience::provenance: return "provenance";
    }
    return "unknown";
}

Result<Audience> audience_from_number(std::int64_t number) {
    if (number < 1 || number > 4) return Error{Errc::corrupt, "body.audience", fmt::format("there is no part number {}", number), "", ""};
    return static_cast<Audience>(number);
}

PartSecret new_part_secret(Random& random) {
    PartSecret secret;
    random.fill(secret);
    return secret;
}

Digest part_commitment(Audience audience, const PartSecret& secret, std::string_view content) {
    thread_local Sha256 hasher;
    constexpr std::size_t prefix = 15;  // the leaf's 0x00 and the domain
    std::array<char, prefix + 32 + 1> head{};
    std::string_view("\0truce/part/v1\n", prefix).copy(head.data(), prefix);
    std::copy(secret.begin(), secret.end(), head.begin() + prefix);
    head.back() = static_cast<char>(audience);
    return hasher.update({head.data(), head.size()}).update(content).finish();
}

Part Part::make(Audience audience, std::string content, Random& random) {
    Part part;
    part.audience = audience;
    part.open = Open{new_part_secret(random), std::move(content)};
    part.commitment = part_commitment(audience, part.open->secret, part.open->content);
    return part;
}

bool Part::holds() const { return !open || part_commitment(audience, open->secret, open->content) == commitment; }

Digest body_root(const Body& body) {
    GrowingTree tree;
    for (const Part& part : body) tree.append(part.commitment);
    return tree.root();
}

const std::string* content_of(const Body& body, Audience audience) {
    for (const Part& part : body) {
        if (part.audience == audience && part.open) return &part.open->content;
    }
    return nullptr;
}

}  // namespace truce
