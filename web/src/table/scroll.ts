/**
 * Scrolling over more rows than a browser can make a page tall. Up to LIMIT_PX a pixel of the scroll bar is a pixel of
 * the table; beyond, the bar is a scale: its end is the last row, and a wheel still moves by rows.
 */
export const LIMIT_PX = 8_000_000;

export interface Extent {
  readonly rows: number;
  readonly rowHeight: number;
  /** Height of the window through which one looks. */
  readonly port: number;
}

/** How tall the scrolled thing is, in pixels. */
export const tall = ({ rows, rowHeight }: Extent): number => Math.min(LIMIT_PX, rows * rowHeight);

/** Pixels of table above the window when the bar stands at `bar`. */
export function contentTop(bar: number, extent: Extent): number {
  const content = extent.rows * extent.rowHeight;
  const height = tall(extent);
  if (content <= height || height <= extent.port) return Math.min(bar, Math.max(0, content - extent.port));
  return (bar / (height - extent.port)) * (content - extent.port);
}

/** Where the bar stands for so many pixels of table above the window. */
export function barFor(top: number, extent: Extent): number {
  const content = extent.rows * extent.rowHeight;
  const height = tall(extent);
  const clipped = Math.max(0, Math.min(top, content - extent.port));
  if (content <= height || height <= extent.port) return clipped;
  return (clipped / (content - extent.port)) * (height - extent.port);
}

/** Rows that are in sight and `beyond` more on either side: from (in) to (out). */
export function rowsAt(top: number, extent: Extent, beyond: number): readonly [number, number] {
  const first = Math.floor(top / extent.rowHeight);
  const last = Math.ceil((top + extent.port) / extent.rowHeight);
  return [Math.max(0, first - beyond), Math.min(extent.rows, last + beyond)];
}
