/** A register's file that comes by the page. */
export const imports = {
  "import.title": "Import a file",
  "import.lede": "A whole register as a file: CSV, GED, GeoJSON or NDJSON. It is read and compared first; nothing is recorded before you sign.",
  "import.no_key": "To send a file, sign in first: it is recorded under your institution’s signature.",
  "import.choose": "Choose a file, or drop it here",
  "import.whole": "What the file is",
  "import.whole.some": "New and corrected records",
  "import.whole.all": "The whole register: what is not in it is withdrawn",
  "import.send": "Send and read",
  "import.state.sending": "Sending, bytes:",
  "import.state.waiting": "Waiting its turn",
  "import.state.reading": "Reading, records:",
  "import.state.refused": "Refused: nothing of it is kept",
  "import.state.read": "Read, records:",
  "import.state.recording": "Recording, records:",
  "import.state.recorded": "Recorded, records:",
  "import.read": "New: {added}. Changed: {changed}. Withdrawn: {withdrawn}. Held already in the same words: {unchanged}.",
};
