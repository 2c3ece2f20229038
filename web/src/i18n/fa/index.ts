import type { Messages } from "../en/index.ts";
import { agreement } from "./agreement.ts";
import { bulletin } from "./bulletin.ts";
import { coordination } from "./coordination.ts";
import { desk } from "./desk.ts";
import { imports } from "./import.ts";
import { incident } from "./incident.ts";
import { people } from "./people.ts";
import { record } from "./record.ts";
import { register } from "./register.ts";
import { report } from "./report.ts";
import { review } from "./review.ts";
import { shell } from "./shell.ts";
import { signing } from "./signing.ts";
import { situation } from "./situation.ts";
import { talks } from "./talks.ts";
import { trends } from "./trends.ts";
import { watches } from "./watches.ts";
import { words } from "./words.ts";

export const messages: Messages = {
  ...agreement, ...bulletin, ...coordination, ...desk, ...imports, ...incident, ...people, ...record, ...register, ...report, ...review, ...shell, ...signing, ...situation, ...talks, ...trends, ...watches, ...words,
};
