import type { Section, sections } from "../en/index.ts";

export const imports: Section<typeof sections.imports> = {
  "import.title": "Загрузить файл",
  "import.lede": "Целый реестр в одном файле: CSV, GED, GeoJSON или NDJSON. Сначала он читается и сравнивается; до вашей подписи ничего не записывается.",
  "import.no_key": "Чтобы отправить файл, сначала войдите: он записывается за подписью вашего учреждения.",
  "import.choose": "Выберите файл или перетащите его сюда",
  "import.whole": "Что в файле",
  "import.whole.some": "Новые и исправленные записи",
  "import.whole.all": "Весь реестр: чего в нём нет, отзывается",
  "import.send": "Отправить и прочесть",
  "import.state.sending": "Отправляется, байт:",
  "import.state.waiting": "Ждёт очереди",
  "import.state.reading": "Читается, записей:",
  "import.state.refused": "Отклонён: ничего из него не сохранено",
  "import.state.read": "Прочитано, записей:",
  "import.state.recording": "Записывается, записей:",
  "import.state.recorded": "Записано, записей:",
  "import.read": "Новых: {added}. Изменённых: {changed}. Отозванных: {withdrawn}. Уже есть слово в слово: {unchanged}.",
};
