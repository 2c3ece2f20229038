import type { Section, sections } from "../en/index.ts";

export const review: Section<typeof sections.review> = {
  "review.title": "Рассмотрение",
  "review.lede": "Что ожидает решения человека, сначала самое сомнительное. Машина здесь ничего не решает.",
  "review.members": "Эта страница предназначена для участников механизма.",
  "review.due": "Ожидается от участника: {who}",
  "review.more_due": "{n, plural, one {Ожидается ещё #.} few {Ожидается ещё #.} many {Ожидается ещё #.} other {Ожидается ещё #.}}",
  "review.nothing_due": "Ничего не ожидается.",
  "review.cases": "Открытые дела",
  "review.no_cases": "Открытых дел нет",
  "review.no_cases.what": "Дело открывается на странице инцидента.",
  "review.contradicts": "{who}: вывод расходится с тем, что дают собственные факты.",
  "review.disputed": "Изучающие пришли к разным выводам.",
  "review.links": "{n, plural, one {# связь ждёт ответа или оспаривается.} few {# связи ждут ответа или оспариваются.} many {# связей ждут ответа или оспариваются.} other {# связи ждут ответа или оспариваются.}}",
  "review.overdue": "Есть просроченное.",
  "review.silent": "Вывода пока нет: {who}.",
  "review.steps": "{n, plural, one {# шаг} few {# шага} many {# шагов} other {# шага}}",
  "review.last": "последний {time}",
};
