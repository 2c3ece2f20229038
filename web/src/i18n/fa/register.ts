import type { Section, sections } from "../en/index.ts";

export const register: Section<typeof sections.register> = {
  "register.title": "دفتر ثبت",
  "register.clause": "بند تعیین‌کننده",
  "register.record_id": "شناسه در دفتر کل",
  "register.views": "نماها",
  "register.no_views": "هنوز نمایی در این مرورگر ذخیره نشده است.",
  "register.view_name": "نام این نما",
  "register.save_view": "ذخیره",
  "register.forget": "فراموشی نمای {name}",
  "register.columns": "ستون‌ها",
  "register.exporting": "{n} سطر …",
  "register.export_chosen": "{n, plural, one {برون‌بری # سطر برگزیده} other {برون‌بری # سطر برگزیده}}",
  "register.chosen": "{n, plural, one {# سطر برگزیده} other {# سطر برگزیده}}",
  "register.unchoose": "لغو گزینش",
  "register.keys": "کلیدها: پیکان‌ها جابه‌جا می‌کنند، Home و End به دو سر سطر و با Ctrl به دو سر جدول می‌روند؛ Enter باز می‌کند، فاصله برمی‌گزیند.",
  "table.choose": "گزینش",
  "table.choose_row": "گزینش {row}",
};
