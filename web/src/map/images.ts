/** The marks and patterns that the map draws, made on a canvas in the colours of the scheme. Shapes are those of ui/Mark.svelte. */
import type { Map as MapLibre } from "maplibre-gl";

export const classes = ["violation", "no_violation", "undetermined", "exempt"] as const;
export type Class = (typeof classes)[number];

export interface Colours {
  paper: string;
  ink: string;
  ink2: string;
  land: string;
  water: string;
  edge: string;
  label: string;
  rule: string;
  of: Record<Class, string>;
}

export function coloursOf(element: Element): Colours {
  const style = getComputedStyle(element);
  const read = (name: string) => style.getPropertyValue(name).trim();
  return {
    paper: read("--paper"), ink: read("--ink"), ink2: read("--ink-2"), land: read("--land"), water: read("--water"), edge: read("--land-edge"),
    label: read("--map-label"), rule: read("--rule"),
    of: { violation: read("--violation"), no_violation: read("--no-violation"), undetermined: read("--undetermined"), exempt: read("--exempt") },
  };
}

export const RATIO = 2;

function image(size: number, draw: (pen: CanvasRenderingContext2D) => void): ImageData {
  const canvas = new OffscreenCanvas(size * RATIO, size * RATIO);
  const pen = canvas.getContext("2d") as unknown as CanvasRenderingContext2D;
  pen.scale(RATIO, RATIO);
  draw(pen);
  return pen.getImageData(0, 0, size * RATIO, size * RATIO);
}

/** 16 units wide, with a rim of paper so that neighbours stay apart. */
function mark(of: Class, colours: Colours): ImageData {
  return image(16, (pen) => {
    const trace: Record<Class, () => void> = {
      violation: () => { pen.moveTo(8, 1.6); pen.lineTo(14.4, 8); pen.lineTo(8, 14.4); pen.lineTo(1.6, 8); pen.closePath(); },
      no_violation: () => pen.arc(8, 8, 4.9, 0, 7),
      undetermined: () => pen.rect(2.8, 2.8, 10.4, 10.4),
      exempt: () => pen.arc(8, 8, 5.2, 0, 7),
    };
    pen.beginPath();
    trace[of]();
    pen.lineWidth = 4.6;
    pen.strokeStyle = colours.paper;
    pen.stroke();
    pen.fillStyle = of === "violation" ? colours.of[of] : colours.paper;
    pen.fill();
    pen.lineWidth = of === "no_violation" ? 2.4 : 1.5;
    pen.strokeStyle = colours.of[of];
    if (of !== "violation") pen.stroke();
    if (of === "undetermined" || of === "exempt") {
      pen.save();
      pen.clip();
      pen.beginPath();
      for (const c of of === "exempt" ? [16] : [10, 16, 22]) { pen.moveTo(0, c); pen.lineTo(c, 0); }
      pen.stroke();
      pen.restore();
    }
  });
}

/** 8 units that repeat: lines one way, dots, lines both ways, level lines. */
function pattern(of: Class, colours: Colours): ImageData {
  return image(8, (pen) => {
    pen.strokeStyle = pen.fillStyle = colours.of[of];
    pen.globalAlpha = 0.6;
    pen.lineWidth = 1;
    pen.beginPath();
    if (of === "no_violation") { pen.arc(2, 2, 0.9, 0, 7); pen.arc(6, 6, 0.9, 0, 7); pen.fill(); return; }
    if (of === "exempt") { pen.moveTo(0, 2); pen.lineTo(8, 2); pen.moveTo(0, 6); pen.lineTo(8, 6); pen.stroke(); return; }
    for (const c of [0, 8, 16]) { pen.moveTo(c - 8, 8); pen.lineTo(c, 0); }
    if (of === "undetermined") for (const c of [0, 8]) { pen.moveTo(c - 8, 0); pen.lineTo(c + 8, 16); }
    pen.stroke();
  });
}

/**
 * Several marks at one place: a ring whose parts are the verdicts, clockwise from the top in the order of `classes`, with
 * their number in it. `name` is "ring-a-b-c-d", as the style writes it.
 */
export function ring(name: string, colours: Colours, digits: (n: number) => string): ImageData | undefined {
  const counts = name.split("-").slice(1).map(Number);
  const total = counts.reduce((a, b) => a + b, 0);
  if (!name.startsWith("ring-") || !(total > 0)) return undefined;
  const radius = 9 + Math.min(11, 3.2 * Math.log10(total) ** 1.4);
  const size = Math.ceil(2 * radius + 4);
  const width = 4.2;
  return image(size, (pen) => {
    const middle = size / 2;
    pen.beginPath();
    pen.arc(middle, middle, radius + 1, 0, 7);
    pen.fillStyle = colours.paper;
    pen.fill();
    let from = -Math.PI / 2;
    classes.forEach((of, i) => {
      const until = from + (2 * Math.PI * (counts[i] ?? 0)) / total;
      if (until > from) {
        // Solid, broken, thin, double: the ring can be read without its colours.
        pen.strokeStyle = colours.of[of];
        const arc = (r: number, w: number, dash: number[]) => {
          pen.beginPath();
          pen.setLineDash(dash);
          pen.lineWidth = w;
          pen.arc(middle, middle, r, from, until);
          pen.stroke();
        };
        if (of === "violation") arc(radius - width / 2, width, []);
        else if (of === "undetermined") arc(radius - width / 2, width, [1.3, 1.3]);
        else if (of === "exempt") arc(radius - width / 2, 1.2, []);
        else { arc(radius - 0.6, 1.3, []); arc(radius - width + 0.6, 1.3, []); }
      }
      from = until;
    });
    pen.setLineDash([]);
    pen.fillStyle = colours.ink;
    pen.font = `600 ${total < 100 ? 10.5 : total < 1000 ? 10 : 9}px "Truce Sans", sans-serif`;
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    pen.fillText(total < 10_000 ? digits(total) : `${digits(Math.round(total / 1000))}k`, middle, middle + 0.6);
  });
}

function hatch(colours: Colours): ImageData {
  return image(6, (pen) => {
    pen.strokeStyle = colours.ink2;
    pen.globalAlpha = 0.35;
    pen.lineWidth = 0.8;
    pen.beginPath();
    for (const c of [0, 6, 12]) { pen.moveTo(c - 6, 6); pen.lineTo(c, 0); }
    pen.stroke();
  });
}

export function addImages(map: MapLibre, colours: Colours): void {
  for (const of of classes) {
    map.addImage(`mark-${of}`, mark(of, colours), { pixelRatio: RATIO });
    map.addImage(`pattern-${of}`, pattern(of, colours), { pixelRatio: RATIO });
  }
  map.addImage("hatch", hatch(colours), { pixelRatio: RATIO });
}
