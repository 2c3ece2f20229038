import type { Section, sections } from "../en/index.ts";

export const register: Section<typeof sections.register> = {
  "register.title": "السجل",
  "register.clause": "البند الحاسم",
  "register.record_id": "المعرّف في الدفتر",
  "register.views": "العروض",
  "register.no_views": "لم يُحفظ أي عرض في هذا المتصفح بعد.",
  "register.view_name": "اسم هذا العرض",
  "register.save_view": "احفظ",
  "register.forget": "انسَ العرض {name}",
  "register.columns": "الأعمدة",
  "register.exporting": "عدد الأسطر: {n} …",
  "register.export_chosen": "{n, plural, zero {لا أسطر مختارة} one {صدّر السطر المختار} two {صدّر السطرين المختارين} few {صدّر # أسطر مختارة} many {صدّر # سطراً مختاراً} other {صدّر # سطر مختار}}",
  "register.chosen": "{n, plural, zero {لا أسطر مختارة} one {سطر واحد مختار} two {سطران مختاران} few {# أسطر مختارة} many {# سطراً مختاراً} other {# سطر مختار}}",
  "register.unchoose": "ألغِ الاختيار",
  "register.keys": "المفاتيح: الأسهم للتنقل، وHome وEnd لطرفي السطر، ومع Ctrl لطرفي الجدول؛ وEnter يفتح، والمسافة تختار.",
  "table.choose": "اختر",
  "table.choose_row": "اختر {row}",
};
