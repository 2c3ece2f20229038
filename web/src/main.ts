import "./ui/fonts.css";
import "./ui/tokens.css";
import "./ui/base.css";

import { mount } from "svelte";

import App from "./App.svelte";
import { preferredLanguage, useLanguage } from "./i18n/index.svelte.ts";
import { restoreScheme } from "./ui/scheme.svelte.ts";
import { startRouting } from "./ui/route.svelte.ts";

restoreScheme();
startRouting();
await useLanguage(preferredLanguage(location.search));
mount(App, { target: document.body });
