/// The handlers of the interface, a file for each matter. Each adds its routes; schema/api.openapi.json says what they take and give.
#pragma once

#include "truce/base/json_names.hpp"
#include "truce/examine/due.hpp"
#include "truce/serve/service.hpp"

namespace truce {

void add_mechanism_routes(Service& service);  ///< what the mechanism is, who takes part, what was agreed
void add_incident_routes(Service& service);   ///< incidents, days, areas, watches
void add_case_routes(Service& service);       ///< case files, health
void add_bulletin_routes(Service& service);
void add_record_routes(Service& service);   ///< checkpoint, tiles, entries, proofs
void add_session_routes(Service& service);  ///< signing in, what waits for me, events
void add_filing_routes(Service& service);   ///< composing, handing in, receipts
void add_operator_routes(Service& service);

/// What a signed-in one may be told to be; {"institution":"","audience":"public"} of the public.
Json viewer_json(const Viewer& viewer, const std::optional<Session>& session);
Json due_json(const Due& due, std::string_view case_id);
/// A part as one who may read it gets it, with the secret that proves it; else its commitment alone.
Json part_json(const Part& part, bool may_read);
/// A receipt with the level that it has reached.
Json receipt_json(const Asked& asked, const Receipt& receipt);

}  // namespace truce
