/// The handlers of the interface, a file for each matter. Each adds its routes; schema/api.openapi.json says what they take and give.
#pragma once

#include "truce/base/json_names.hpp"
#include "truce/examine/docket.hpp"
#include "truce/examine/due.hpp"
#include "truce/mechanism/composing.hpp"
#include "truce/serve/desk_behind.hpp"
#include "truce/serve/service.hpp"

namespace truce {

void add_mechanism_routes(Service& service);  ///< what the mechanism is, who takes part, what was agreed
void add_incident_routes(Service& service);   ///< incidents, days, areas, watches
void add_case_routes(Service& service);       ///< case files, links that wait, health
void add_bulletin_routes(Service& service);
void add_onward_routes(Service& service);        ///< reports that go onward, period by period
void add_coordination_routes(Service& service);  ///< planned activities, what is in the way, who was told what
void add_talks_routes(Service& service);         ///< rounds, documents, commitments, calendars, news
void add_record_routes(Service& service);        ///< checkpoint, tiles, entries, proofs
void add_session_routes(Service& service);       ///< signing in, what waits for me, events
void add_filing_routes(Service& service);        ///< composing, handing in, receipts
void add_import_routes(Service& service);        ///< bytes on their way in, files for registers
void add_attachment_routes(Service& service);    ///< what reports cite by its hash
void add_desk_routes(Service& service);          ///< signing at a participant's own desk, how its line is
void add_operator_routes(Service& service);

/// What a signed-in one may be told to be; {"institution":"","audience":"public"} of the public.
Json viewer_json(const Viewer& viewer, const std::optional<Session>& session);
Json due_json(const Due& due, std::string_view case_id);
/// A link, who claims it and in which words; and what a fusion desk says in them, if they are one's.
JsonObject link_json(const Link& link, const Step& claim);
/// A part as one who may read it gets it, with the secret that proves it; else its commitment alone.
Json part_json(const Part& part, bool may_read);
/// The key that the body names, if it is one that the institution which is signed in may sign with: whoever composes learns what its
/// state makes of it. Errors: body.members, session.none, session.institution, entry.unknown_key, entry.revoked_key.
Result<NoteKey> key_to_compose_for(const Asked& asked, const JsonObject& body);
/// Who hands in files, and may: an institution that holds a role. Errors: session.none, upload.role.
Result<std::string> sender_of_files(const Asked& asked);
/// That a signed entry may be handed in here. Errors: desk.signs.
Result<void> not_at_a_desk(const Asked& asked);
/// "{sha256}" of the path. Errors: digest.hex.
Result<Digest> digest_in_path(const Asked& asked);
/// The member as a text. Errors: body.members.
Result<std::string> text_in(const JsonObject& body, std::string_view name);
/// "body", as an entry's parts are handed in. Errors: body.members.
Result<Body> parts_in(const JsonObject& body);
/// Not kept by anybody on the way.
HttpResponse not_kept(HttpResponse response);
/// Where a step of `key` is composed: at the log, or at the desk behind the service. Errors: entry.unknown_key; those of DeskBehind::desk.
Result<Desk> desk_for(const Asked& asked, const NoteKey& key);
/// What is to be signed: `more`, and text, words, the parts with their secrets, and the signer. Never kept, but by a desk behind the
/// service, which signs it itself. Precondition: `more` has the entry's id.
///   items   of its batch
HttpResponse composed_answer(const Asked& asked, JsonObject more, const Body& body, const std::string& text, const std::string& words,
                             const NoteKey& key, const std::vector<Body>& items = {});
HttpResponse composed_answer(const Asked& asked, JsonObject more, ShownStep step);
/// Parts whose content is open, as they are handed in.
Json parts_json(const Body& body);
/// A receipt with the level that it has reached, under a checkpoint of at most `size` entries. Precondition: receipt.index < size.
Json receipt_json(const Asked& asked, const Receipt& receipt, std::uint64_t size);

}  // namespace truce
