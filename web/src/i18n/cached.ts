/**
 * Making one of Intl's formatters costs a hundred times what using it does, and a table uses thousands: each is made once for
 * what it was made from. That is never much: a few locales, and the options that stand in the pages.
 */
export function cached<From extends readonly unknown[], Made>(make: (...from: From) => Made): (...from: From) => Made {
  const made = new Map<string, Made>();
  return (...from) => {
    const key = from.length === 1 && typeof from[0] === "string" ? `=${from[0]}` : JSON.stringify(from);
    let found = made.get(key);
    if (found === undefined) {
      found = make(...from);
      made.set(key, found);
    }
    return found;
  };
}
