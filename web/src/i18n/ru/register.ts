import type { Section, sections } from "../en/index.ts";

export const register: Section<typeof sections.register> = {
  "register.title": "Реестр",
  "register.clause": "Решающее положение",
  "register.record_id": "Номер в журнале",
  "register.views": "Виды",
  "register.no_views": "В этом браузере ещё не сохранено ни одного вида.",
  "register.view_name": "Название вида",
  "register.save_view": "Сохранить",
  "register.forget": "Забыть вид «{name}»",
  "register.columns": "Столбцы",
  "register.exporting": "Строк: {n} …",
  "register.export_chosen": "{n, plural, one {Выгрузить # выбранную строку} few {Выгрузить # выбранные строки} many {Выгрузить # выбранных строк} other {Выгрузить # выбранной строки}}",
  "register.chosen": "{n, plural, one {Выбрана # строка} few {Выбраны # строки} many {Выбрано # строк} other {Выбрано # строки}}",
  "register.unchoose": "Снять выбор",
  "register.keys": "Клавиши: стрелки перемещают, Home и End — к краям строки, с Ctrl — таблицы; Enter открывает, пробел выбирает.",
  "table.choose": "Выбор",
  "table.choose_row": "Выбрать {row}",
};
