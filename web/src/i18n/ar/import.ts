import type { Section, sections } from "../en/index.ts";

export const imports: Section<typeof sections.imports> = {
  "import.title": "استيراد ملف",
  "import.lede": "سجل كامل في ملف: CSV أو GED أو GeoJSON أو NDJSON. يُقرأ ويُقارَن أولاً، ولا يُقيَّد شيء قبل توقيعك.",
  "import.no_key": "لإرسال ملف ادخل أولاً: فهو يُقيَّد بتوقيع مؤسستك.",
  "import.choose": "اختر ملفاً أو أفلته هنا",
  "import.whole": "ما هو الملف",
  "import.whole.some": "سجلات جديدة ومصحَّحة",
  "import.whole.all": "السجل كله: ما ليس فيه يُسحب",
  "import.send": "أرسله للقراءة",
  "import.state.sending": "يُرسَل، بايت:",
  "import.state.waiting": "ينتظر دوره",
  "import.state.reading": "يُقرأ، سجلات:",
  "import.state.refused": "رُفض: لم يُحفظ منه شيء",
  "import.state.read": "قُرئ، سجلات:",
  "import.state.recording": "يُقيَّد، سجلات:",
  "import.state.recorded": "قُيّد، سجلات:",
  "import.read": "جديد: {added}. متغيّر: {changed}. مسحوب: {withdrawn}. موجود بالكلمات نفسها: {unchanged}.",
};
