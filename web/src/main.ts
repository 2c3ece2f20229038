import "./ui/fonts.css";
import "./ui/tokens.css";
import "./ui/base.css";

import { mount } from "svelte";

import { mechanism } from "./api/mechanism.svelte.ts";
import App from "./App.svelte";
import { preferredLanguage, useLanguage } from "./i18n/index.svelte.ts";
import { pageOf } from "./pages.ts";
import { restoreScheme } from "./ui/scheme.svelte.ts";
import { startRouting } from "./ui/route.svelte.ts";

restoreScheme();
startRouting();
// What every page asks first, the page and its words travel side by side. Whoever waits for one of them says what became of it.
const begun = mechanism.load();
begun.catch(() => undefined);
pageOf(location.pathname)?.page.load().catch(() => undefined);
await useLanguage(preferredLanguage(location.search));
mount(App, { target: document.body, props: { begun } });
