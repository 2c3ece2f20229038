/** Where the focus goes when what had it is gone, so that whoever uses a keyboard or listens to the page goes on from there. */
export function focusOn(place: Element | null | undefined): void {
  if (!(place instanceof HTMLElement)) return;
  if (place.tabIndex < 0 && !place.hasAttribute("tabindex")) place.tabIndex = -1;
  place.focus();
}

/** An attachment for the heading of what has just taken another's place. */
export const arrive = (heading: HTMLElement): void => focusOn(heading);
