/** What scrolls can be reached by keyboard, as long as it scrolls: an attachment for a box with overflow. */
export function reachable(box: HTMLElement): () => void {
  const look = () => {
    const scrolls = box.scrollWidth > box.clientWidth + 1 || box.scrollHeight > box.clientHeight + 1;
    if (scrolls) box.tabIndex = 0;
    else box.removeAttribute("tabindex");
  };
  const watch = new ResizeObserver(look);
  watch.observe(box);
  for (const child of box.children) watch.observe(child);
  look();
  return () => watch.disconnect();
}
