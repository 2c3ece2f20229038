/** Light, dark, or as the device has it; the map is drawn anew when it changes. */
export type Scheme = "system" | "light" | "dark";

const STORED = "truce.scheme";
const system = matchMedia("(prefers-color-scheme: dark)");

class Chosen {
  scheme = $state<Scheme>("system");
  private systemDark = $state(system.matches);

  constructor() {
    system.addEventListener("change", () => { this.systemDark = system.matches; });
  }
  get dark(): boolean {
    return this.scheme === "dark" || (this.scheme === "system" && this.systemDark);
  }
}

export const chosen = new Chosen();

export function useScheme(scheme: Scheme): void {
  chosen.scheme = scheme;
  if (scheme === "system") {
    delete document.documentElement.dataset["scheme"];
    localStorage.removeItem(STORED);
  } else {
    document.documentElement.dataset["scheme"] = scheme;
    localStorage.setItem(STORED, scheme);
  }
}

export function restoreScheme(): void {
  const stored = localStorage.getItem(STORED);
  if (stored === "light" || stored === "dark") useScheme(stored);
}
