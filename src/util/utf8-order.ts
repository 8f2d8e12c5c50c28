/**
 * The order of strings by their UTF-8 bytes, without encoding them. It differs from the order of `<`, which
 * compares UTF-16 units, only where surrogate pairs meet U+E000 to U+FFFF.
 */

/** Below 0, 0 or above 0 as the UTF-8 bytes of `one` come before, equal or come after those of `other`. */
export function compareUtf8(one: string, other: string): number {
  const common = Math.min(one.length, other.length);
  for (let at = 0; at < common; at += 1) {
    const unitOfOne = one.charCodeAt(at);
    const unitOfOther = other.charCodeAt(at);
    if (unitOfOne !== unitOfOther) return rank(unitOfOne) - rank(unitOfOther);
  }
  return one.length - other.length;
}

/** Code points past U+FFFF come last in UTF-8, so surrogates rank behind all other units. */
function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}
