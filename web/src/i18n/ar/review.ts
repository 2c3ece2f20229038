import type { Section, sections } from "../en/index.ts";

export const review: Section<typeof sections.review> = {
  "review.title": "مكتب المراجعة",
  "review.lede": "ما ينتظر إنساناً، والأكثر شكاً أولاً. لا تقرّر آلة هنا شيئاً.",
  "review.members": "مكتب المراجعة لأعضاء الآلية.",
  "review.due": "يُنتظر من {who}",
  "review.more_due": "{n, plural, zero {لا شيء آخر منتظر.} one {وأمر آخر منتظر.} two {وأمران آخران منتظران.} few {و# أمور أخرى منتظرة.} many {و# أمرًا آخر منتظرًا.} other {و# أمر آخر منتظر.}}",
  "review.nothing_due": "لا شيء يُنتظر.",
  "review.cases": "القضايا المفتوحة",
  "review.no_cases": "لا قضية مفتوحة",
  "review.no_cases.what": "تُفتح القضية من صفحة الواقعة.",
  "review.contradicts": "{who}: الاستنتاج يقول غير ما تعطيه معطياته هو.",
  "review.disputed": "خلصت جهات الفحص إلى نتائج مختلفة.",
  "review.links": "{n, plural, zero {لا روابط معلّقة.} one {رابط واحد ينتظر جواباً أو متنازع عليه.} two {رابطان ينتظران جواباً أو متنازع عليهما.} few {# روابط تنتظر جواباً أو متنازع عليها.} many {# رابطاً ينتظر جواباً أو متنازع عليه.} other {# رابط ينتظر جواباً أو متنازع عليه.}}",
  "review.overdue": "فات موعد شيء ما.",
  "review.silent": "لم يخلص بعدُ إلى استنتاج: {who}.",
  "review.steps": "{n, plural, zero {لا خطوات} one {خطوة واحدة} two {خطوتان} few {# خطوات} many {# خطوة} other {# خطوة}}",
  "review.last": "آخرها {time}",
};
