/** The part of subset-font that fonts.ts uses; the package carries no types. */
declare module "subset-font" {
  export default function subsetFont(
    font: Uint8Array,
    text: string,
    options: { targetFormat: "woff2"; variationAxes?: Record<string, number | { min: number; max: number }>; noLayoutClosure?: boolean },
  ): Promise<Uint8Array>;
}
