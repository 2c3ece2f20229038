import type { Section, sections } from "../en/index.ts";

export const imports: Section<typeof sections.imports> = {
  "import.title": "درون‌بری پرونده",
  "import.lede": "یک دفتر کامل در یک پرونده: CSV، GED، GeoJSON یا NDJSON. نخست خوانده و سنجیده می‌شود؛ پیش از امضای شما چیزی ثبت نمی‌شود.",
  "import.no_key": "برای فرستادن پرونده نخست وارد شوید: پرونده با امضای نهاد شما ثبت می‌شود.",
  "import.choose": "پرونده‌ای برگزینید یا اینجا رها کنید",
  "import.whole": "پرونده چیست",
  "import.whole.some": "ثبت‌های تازه و اصلاح‌شده",
  "import.whole.all": "همهٔ دفتر: هرچه در آن نیست پس گرفته می‌شود",
  "import.send": "بفرست و بخوان",
  "import.state.sending": "فرستادن، بایت:",
  "import.state.waiting": "در نوبت",
  "import.state.reading": "خواندن، شمار:",
  "import.state.refused": "رد شد: چیزی از آن نگه داشته نشد",
  "import.state.read": "خوانده شد، شمار:",
  "import.state.recording": "ثبت کردن، شمار:",
  "import.state.recorded": "ثبت شد، شمار:",
  "import.read": "تازه: {added}. تغییریافته: {changed}. پس‌گرفته: {withdrawn}. با همان واژه‌ها موجود: {unchanged}.",
};
