import type { Section, sections } from "../en/index.ts";

export const register: Section<typeof sections.register> = {
  "register.title": "Sicil",
  "register.clause": "Belirleyici madde",
  "register.record_id": "Kayıttaki kimlik",
  "register.views": "Görünümler",
  "register.no_views": "Bu tarayıcıda henüz kayıtlı görünüm yok.",
  "register.view_name": "Görünümün adı",
  "register.save_view": "Kaydet",
  "register.forget": "{name} görünümünü unut",
  "register.columns": "Sütunlar",
  "register.exporting": "{n} satır …",
  "register.export_chosen": "{n, plural, one {Seçili # satırı dışa aktar} other {Seçili # satırı dışa aktar}}",
  "register.chosen": "{n, plural, one {# satır seçili} other {# satır seçili}}",
  "register.unchoose": "Seçimi kaldır",
  "register.keys": "Tuşlar: oklar ilerletir, Home ve End satırın, Ctrl ile tablonun uçlarına gider; Enter açar, boşluk seçer.",
  "table.choose": "Seç",
  "table.choose_row": "Seç: {row}",
};
