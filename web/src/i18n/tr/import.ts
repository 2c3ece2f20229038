import type { Section, sections } from "../en/index.ts";

export const imports: Section<typeof sections.imports> = {
  "import.title": "Dosya içe aktar",
  "import.lede": "Bütün bir sicil tek dosyada: CSV, GED, GeoJSON ya da NDJSON. Önce okunur ve karşılaştırılır; siz imzalamadan hiçbir şey kaydedilmez.",
  "import.no_key": "Dosya göndermek için önce girin: dosya kurumunuzun imzasıyla kaydedilir.",
  "import.choose": "Dosya seçin ya da buraya bırakın",
  "import.whole": "Dosya nedir",
  "import.whole.some": "Yeni ve düzeltilmiş kayıtlar",
  "import.whole.all": "Sicilin tamamı: içinde olmayan geri çekilir",
  "import.send": "Gönder ve oku",
  "import.state.sending": "Gönderiliyor, bayt:",
  "import.state.waiting": "Sırasını bekliyor",
  "import.state.reading": "Okunuyor, kayıt:",
  "import.state.refused": "Reddedildi: ondan hiçbir şey saklanmadı",
  "import.state.read": "Okundu, kayıt:",
  "import.state.recording": "Kaydediliyor, kayıt:",
  "import.state.recorded": "Kaydedildi, kayıt:",
  "import.read": "Yeni: {added}. Değişen: {changed}. Geri çekilen: {withdrawn}. Aynı sözlerle zaten var: {unchanged}.",
};
