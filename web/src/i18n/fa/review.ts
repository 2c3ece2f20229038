import type { Section, sections } from "../en/index.ts";

export const review: Section<typeof sections.review> = {
  "review.title": "میز بررسی",
  "review.lede": "آنچه در انتظار انسان است، تردیدآمیزترین در آغاز. اینجا ماشین هیچ تصمیمی نمی‌گیرد.",
  "review.members": "میز بررسی برای اعضای سازوکار است.",
  "review.due": "انتظار از {who}",
  "review.more_due": "{n, plural, one {# مورد دیگر در انتظار است.} other {# مورد دیگر در انتظار است.}}",
  "review.nothing_due": "چیزی انتظار نمی‌رود.",
  "review.cases": "پرونده‌های باز",
  "review.no_cases": "پروندهٔ بازی نیست",
  "review.no_cases.what": "پرونده در صفحهٔ رویداد باز می‌شود.",
  "review.contradicts": "{who}: یافته جز آن می‌گوید که داده‌های خودش به دست می‌دهد.",
  "review.disputed": "بررسی‌کنندگان نتیجه‌های متفاوت گرفته‌اند.",
  "review.links": "{n, plural, one {# پیوند در انتظار پاسخ یا مورد اختلاف است.} other {# پیوند در انتظار پاسخ یا مورد اختلاف است.}}",
  "review.overdue": "سررسید چیزی گذشته است.",
  "review.silent": "هنوز نتیجه نگرفته: {who}.",
  "review.steps": "{n, plural, one {# گام} other {# گام}}",
  "review.last": "آخرین {time}",
};
