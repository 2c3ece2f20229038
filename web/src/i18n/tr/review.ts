import type { Section, sections } from "../en/index.ts";

export const review: Section<typeof sections.review> = {
  "review.title": "İnceleme masası",
  "review.lede": "Bir insanı bekleyenler, en kuşkulusu başta. Burada hiçbir şeye makine karar vermez.",
  "review.members": "İnceleme masası mekanizmanın üyeleri içindir.",
  "review.due": "Beklenen: {who}",
  "review.more_due": "{n, plural, one {# yanıt daha bekleniyor.} other {# yanıt daha bekleniyor.}}",
  "review.nothing_due": "Beklenen bir şey yok.",
  "review.cases": "Açık dosyalar",
  "review.no_cases": "Açık dosya yok",
  "review.no_cases.what": "Dosya, olayın sayfasında açılır.",
  "review.contradicts": "{who}: tespit, kendi olgularının verdiğinden başka bir şey söylüyor.",
  "review.disputed": "İnceleyenler farklı sonuçlara varıyor.",
  "review.links": "{n, plural, one {# bağlantı cevap bekliyor ya da ihtilaflı.} other {# bağlantı cevap bekliyor ya da ihtilaflı.}}",
  "review.overdue": "Süresi geçen bir şey var.",
  "review.silent": "Henüz sonuca varmayan: {who}.",
  "review.steps": "{n, plural, one {# adım} other {# adım}}",
  "review.last": "son adım {time}",
};
