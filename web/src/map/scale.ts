/** The scale of the map in its reader's digits and units; MapLibre's own has Latin digits. */
import type { IControl, Map as MapLibre } from "maplibre-gl";

/** The longest round length, 1, 2, 3 or 5 times a power of ten, of at most so many metres. Precondition: 0 < most. */
export function roundLength(most: number): number {
  const power = 10 ** Math.floor(Math.log10(most));
  return power * ([5, 3, 2].find((n) => n * power <= most) ?? 1);
}

const REDRAW = ["move", "resize", "style.load"] as const;

export class Scale implements IControl {
  private readonly words: (metres: number) => string;
  private readonly widthMax: number;
  private bar: HTMLElement | undefined;
  private map: MapLibre | undefined;

  constructor(words: (metres: number) => string, widthMax: number) {
    this.words = words;
    this.widthMax = widthMax;
  }

  onAdd(map: MapLibre): HTMLElement {
    this.map = map;
    this.bar = document.createElement("div");
    this.bar.className = "maplibregl-ctrl maplibregl-ctrl-scale";
    this.bar.dir = "auto";  // the map itself runs from the left
    for (const event of REDRAW) map.on(event, this.draw);
    this.draw();
    return this.bar;
  }
  onRemove(): void {
    for (const event of REDRAW) this.map?.off(event, this.draw);
    this.bar?.remove();
    this.bar = this.map = undefined;
  }

  /** As long as it is in the middle of the map. */
  private readonly draw = (): void => {
    if (this.map === undefined || this.bar === undefined) return;
    const y = this.map.getContainer().clientHeight / 2;
    const most = this.map.unproject([0, y]).distanceTo(this.map.unproject([this.widthMax, y]));
    if (!(most > 0)) return;
    const metres = roundLength(most);
    this.bar.style.width = `${(this.widthMax * metres) / most}px`;
    this.bar.textContent = this.words(metres);
  };
}
