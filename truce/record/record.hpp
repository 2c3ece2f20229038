/// The record: a tamper-evident log of signed entries. Read in this order:
///
///   note.hpp         signed notes, the form that off-the-shelf code checks
///   body.hpp         what an entry says, in parts by audience, bound by salted commitments
///   entry.hpp        one leaf: a signed note that binds author, chain and body
///   kinds.hpp        the kinds of entry and what holds for each
///   merkle.hpp       the tree of RFC 6962 and its proofs;  tiles.hpp keeps it;  checkpoint.hpp signs it
///   keys.hpp         who may sign;  key_file.hpp keeps private keys;  token.hpp signs with those in hardware
///   batch.hpp        a million reports under one entry
///   log.hpp          the one way in, in one transaction with every view
///   verify.hpp       recomputes everything and says what does not hold
///   cosignature.hpp  what witnesses add to a checkpoint;  policy.hpp says which of them are enough
///   tile_path.hpp    the log as files (bundle.hpp: entries);  export_log.hpp writes them;  remote_log.hpp trusts none
///   serve_log.hpp    the same over HTTP;  witness.hpp cosigns;  witness_client.hpp asks witnesses and keeps their word
///   proof_file.hpp   one entry proven in one file;  compare.hpp shows that two histories were signed
///   erasure.hpp      takes content away, leaving its commitment;  attachments.hpp keeps files by their hash
///   copy.hpp         somebody else's log, checked;  pouch.hpp and outbox.hpp carry entries without a line
#pragma once

#include "truce/record/log.hpp"
#include "truce/record/verify.hpp"
