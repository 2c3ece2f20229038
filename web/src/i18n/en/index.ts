import { incident } from "./incident.ts";
import { shell } from "./shell.ts";
import { signing } from "./signing.ts";
import { situation } from "./situation.ts";
import { words } from "./words.ts";

export const messages = { ...shell, ...words, ...signing, ...situation, ...incident };

export type Key = keyof typeof messages;
export type Messages = Readonly<Record<Key, string>>;
/** What another language has for one file of these. */
export type Section<T> = { readonly [K in keyof T]: string };
