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

// So that the pages open without a line (public/sw.js). Without TLS a browser offers none, and nothing else depends on it.
if (import.meta.env.PROD && "serviceWorker" in navigator) navigator.serviceWorker.register("/sw.js").catch(() => undefined);
